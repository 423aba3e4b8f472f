"""Few digits, and nothing that JSON does not know."""

import json

import numpy as np

from pyg_jets.report.rounding import rounded


def test_what_is_not_there_becomes_null() -> None:
    masked = np.ma.MaskedArray([1.0, 2.0], mask=[False, True])
    assert json.dumps(rounded(masked)) == "[1, null]"
    assert json.dumps(rounded([np.inf, -np.inf, np.nan])) == "[null, null, null]"


def test_digits_are_significant_ones() -> None:
    assert rounded([0.000123456, -123456.0, 1.0, 0.0]) == [0.0001235, -123500, 1, 0]
    assert rounded([3.14159], digits=2) == [3.1]
    assert rounded(np.zeros(0)) == []
