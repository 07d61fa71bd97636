"""What networks of several papers share."""

from torch import Tensor


def gelu(x: Tensor) -> Tensor:
    """Gaussian error linear unit in the approximation of Basenji2 and Enformer, not of PyTorch."""
    return x * (1.702 * x).sigmoid()
