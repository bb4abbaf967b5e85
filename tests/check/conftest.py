"""Code made of torch and of jax is looked through for doctests only where these are installed."""

from importlib.util import find_spec

collect_ignore = [f"traced_by_{name}.py" for name in ("torch", "jax") if find_spec(name) is None]
