"""Work side by side, in order, with the number of threads left as it was."""

import threading

import pytest
import torch
from threadpoolctl import threadpool_info

from pyg_jets.nn.kernels.threads import in_threads


def _product_threads() -> list[int]:
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


@pytest.mark.parametrize("number", [1, 3])
def test_order_and_limits(number: int) -> None:
    before, threads = _product_threads(), torch.get_num_threads()
    try:
        torch.set_num_threads(number)
        found = in_threads(lambda k: (k, set(_product_threads()), threading.get_ident()), range(9))
    finally:
        torch.set_num_threads(threads)
    assert [k for k, *_ in found] == list(range(9))
    assert all(limit == {1} for _, limit, _ in found)
    assert (threading.get_ident() in {where for *_, where in found}) is (number == 1)
    assert _product_threads() == before


def test_an_error_comes_back_and_the_limit_goes() -> None:
    before = _product_threads()
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda k: 1 // k, [1, 0])
    assert _product_threads() == before
