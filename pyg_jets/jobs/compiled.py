"""Loops that numba compiles once and keeps, where there is a place to keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[Function], Function]:
    """Compile a function at its first call, without Python's lock, or take it from the cache.

    A cache that cannot be written, or that is damaged, costs the time of compiling; numba alone
    would refuse to import the module, or fail at the first call.

    Args:
        **options: More of ``numba.njit``'s.
    """

    def decorate(function: Function) -> Function:
        try:
            made: Function = numba.njit(cache=True, nogil=True, **options)(function)
        except RuntimeError:  # no folder can be written
            made = numba.njit(nogil=True, **options)(function)
        _forgive(made)
        return made

    return decorate


def _forgive(made: Any) -> None:
    """Failures to read or write the cache are no failures of the function."""
    cache = getattr(made, "_cache", None)
    for name in ("load_overload", "save_overload"):
        if hasattr(cache, name):
            setattr(cache, name, _tried(getattr(cache, name)))


def _tried(method: Callable[..., Any]) -> Callable[..., Any]:
    def trying(*arguments: Any) -> Any:
        try:
            return method(*arguments)
        except Exception:  # a full disk, a damaged file: the pickles of others raise anything
            return None

    return trying
