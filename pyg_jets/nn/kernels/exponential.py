"""Exponentials that the compiler vectorises: a library's are called one by one in a loop."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pyg_jets.jobs.compiled import compiled


class Exponential(NamedTuple):
    r"""Constants and memory for :func:`exponential`, in one precision.

    :math:`e^x = 2^n e^r` with :math:`n = \lfloor x / \ln 2 + \frac12 \rfloor`; the bits of
    :math:`2^n` are its exponent, and :math:`e^r` is a polynomial.

    Attributes:
        constants: Both ends of the range, 1 / ln 2, ln 2 in two parts, 1 / k! for k = 1 to 13.
        bits: Memory for :math:`2^n` as integers.
        scale: The same memory as numbers.
        bias: Of the exponent.
        shift: Digits behind it.
    """

    constants: np.ndarray
    bits: np.ndarray
    scale: np.ndarray
    bias: int
    shift: int


def make_exponential(dtype: np.dtype, size: int) -> Exponential:
    """For rows of at most ``size`` numbers in float32 or float64."""
    single = dtype == np.float32
    # The first part of ln 2 has so few digits that its product with n is exact.
    high = 0.693359375 if single else 6.93147180369123816490e-01
    low = -2.12194440054690583e-4 if single else 1.90821492927058770002e-10
    factorials = np.cumprod(np.arange(1.0, 14.0))
    end = 87.0 if single else 708.0
    constants = np.array([-end, end, 1 / np.log(2), high, low, *1 / factorials], dtype)
    bits = np.empty(size, np.int32 if single else np.int64)
    bias, shift = (127, 23) if single else (1023, 52)
    return Exponential(constants, bits, bits.view(dtype), bias, shift)


@compiled(error_model="numpy", fastmath={"contract"})
def exponential(x: np.ndarray, how: Exponential) -> None:
    """Replace every x of a row by its exponential; what is out of range counts as its end."""
    c, bits, scale, bias, shift = how
    half, one = c.dtype.type(0.5), c.dtype.type(1)
    for j in range(len(x)):
        # Written so that a NaN stays one.
        value = c[0] if x[j] < c[0] else x[j]
        value = c[1] if value > c[1] else value
        n = np.floor(value * c[2] + half)
        r = value - n * c[3] - n * c[4]
        # Horner's scheme, from 1 / 13! down.
        power = ((((((c[17] * r + c[16]) * r + c[15]) * r + c[14]) * r + c[13]) * r) + c[12]) * r
        power = ((((((power + c[11]) * r + c[10]) * r + c[9]) * r + c[8]) * r + c[7]) * r) + c[6]
        x[j] = (power * r + c[5]) * r + one
        bits[j] = (np.int32(n) + bias) << shift
    for j in range(len(x)):
        x[j] *= scale[j]
