"""A class that keeps its input, computes gradients, and updates its weights."""

import numpy as np


class Conv:
    def __init__(self, weights, bias, stride, padding, rate=0.01):
        self.weights, self.bias = weights.copy(), bias.copy()
        self.stride, self.padding, self.rate = stride, padding, rate
        self.inputs = None

    def windows(self):
        kh, kw = self.weights.shape[2:]
        for i in range((self.inputs.shape[2] - kh) // self.stride + 1):
            for j in range((self.inputs.shape[3] - kw) // self.stride + 1):
                y, z = i * self.stride, j * self.stride
                yield i, j, (slice(None), slice(None), slice(y, y + kh), slice(z, z + kw))

    def forward(self, x):
        p = self.padding
        self.inputs = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        return [[(self.inputs[at].sum(), i, j) for i, j, at in self.windows()]]

    def backward(self, grad):
        self.grad_weights = np.zeros_like(self.weights)
        grad_inputs = np.zeros_like(self.inputs)
        for i, j, at in self.windows():
            self.grad_weights += np.tensordot(grad[:, :, i, j], self.inputs[at], axes=(0, 0))
            grad_inputs[at] += np.tensordot(grad[:, :, i, j], self.weights, axes=(1, 0))
        self.grad_bias = grad.sum(axis=(0, 2, 3))
        self.weights -= self.rate * self.grad_weights
        self.bias -= self.rate * self.grad_bias
        p = self.padding
        return grad_inputs[:, :, p : grad_inputs.shape[2] - p, p : grad_inputs.shape[3] - p]


def backward(x, k, b, dz, stride=1, padding=0):
    layer = Conv(k, b, stride, padding)
    layer.forward(x)
    dx = layer.backward(dz)
    return dx, layer.grad_weights, layer.grad_bias
