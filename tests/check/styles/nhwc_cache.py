"""Channels last, and a cache from the forward pass, behind an adapter of three lines."""

import numpy as np


def conv_forward(a_prev, weights, bias, hparameters):
    pad, stride = hparameters["pad"], hparameters["stride"]
    m, h, w, _ = a_prev.shape
    f0, f1, _, n_c = weights.shape
    padded = np.pad(a_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant", constant_values=(0, 0))
    out = np.zeros((m, (h - f0 + 2 * pad) // stride + 1, (w - f1 + 2 * pad) // stride + 1, n_c))
    for i in range(out.shape[1]):
        for j in range(out.shape[2]):
            window = padded[:, i * stride : i * stride + f0, j * stride : j * stride + f1, :]
            out[:, i, j, :] = np.tensordot(window, weights, 3) + bias
    return out, (a_prev, weights, bias, hparameters)


def conv_backward(d_out, cache):
    a_prev, weights, bias, hparameters = cache
    pad, stride = hparameters["pad"], hparameters["stride"]
    m, h, w, _ = a_prev.shape
    f0, f1, _, n_c = weights.shape
    d_prev = np.zeros_like(a_prev)
    d_weights = np.zeros_like(weights)
    padded = np.pad(a_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant", constant_values=0)
    d_padded = np.pad(d_prev, ((0, 0), (pad, pad), (pad, pad), (0, 0)), "constant", constant_values=0)
    for e in range(m):
        for i in range(d_out.shape[1]):
            for j in range(d_out.shape[2]):
                for c in range(n_c):
                    top, left = i * stride, j * stride
                    window = padded[e, top : top + f0, left : left + f1, :]
                    d_padded[e, top : top + f0, left : left + f1, :] += weights[:, :, :, c] * d_out[e, i, j, c]
                    d_weights[:, :, :, c] += window * d_out[e, i, j, c]
        d_prev[e] = d_padded[e, pad : pad + h, pad : pad + w, :]
    d_bias = np.sum(d_out, axis=(0, 1, 2))
    return d_prev, d_weights, d_bias


def backward(x, k, b, dz, stride=1, padding=0):
    _, cache = conv_forward(np.moveaxis(x, 1, -1), k.transpose(2, 3, 1, 0), b, {"pad": padding, "stride": stride})
    dx, dk, db = conv_backward(np.moveaxis(dz, 1, -1), cache)
    return np.moveaxis(dx, -1, 1), dk.transpose(3, 2, 0, 1), db
