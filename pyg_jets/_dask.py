"""Dask where it is installed: an extra."""

from __future__ import annotations

from typing import Any


def dask_package(name: str) -> Any:
    """``dask`` or ``distributed``.

    Raises:
        ImportError: If it is not installed; the message names the extra.
    """
    try:
        return __import__(name)
    except ImportError as error:
        raise ImportError(
            f"several workers need the package '{name}': pip install 'pyg-jets[dask]'"
        ) from error
