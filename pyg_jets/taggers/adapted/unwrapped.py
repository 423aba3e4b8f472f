"""The network inside what torch.compile, DataParallel and the like make of it."""

from __future__ import annotations

from typing import Any

from torch.nn import DataParallel, Module
from torch.nn.parallel import DistributedDataParallel


def unwrapped(module: Module) -> Module:
    """The network itself, with the same parameters.

    What torch.compile makes has no layers that hooks can see, and DataParallel would split a batch
    of jets in the middle of one. ``fit`` trains on several devices by itself.

    Args:
        module: A network, or what a wrapper makes of one, or a wrapper of that.
    """
    inner: Any = module
    while True:
        if isinstance(inner, DataParallel | DistributedDataParallel):
            inner = inner.module
        elif isinstance(getattr(inner, "_orig_mod", None), Module):
            inner = inner._orig_mod
        else:
            return inner  # type: ignore[no-any-return]
