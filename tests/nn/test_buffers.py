"""Memory goes from run to run and is never in two at once."""

import gc

import torch

from pyg_jets.nn._buffers import _FREE, _KEPT_BYTES, Buffers


def test_the_next_run_gets_the_memory_of_a_forgotten_one() -> None:
    # Runs of other tests may still wait for the collector.
    gc.collect()
    _FREE.clear()
    first = Buffers(torch.float64)
    address = first.take(10, 8).data_ptr()
    del first
    gc.collect()
    second = Buffers(torch.float32)
    matrix = second.take(5, 8)
    assert matrix.data_ptr() == address
    assert matrix.shape == (5, 8)
    assert matrix.dtype == torch.float32


def test_runs_at_the_same_time_share_nothing() -> None:
    runs = [Buffers(torch.float32) for _ in range(6)]
    matrices = [run.take(4, 4).fill_(k) for k, run in enumerate(runs) for _ in range(2)]
    assert [float(matrix.mean()) for matrix in matrices] == [k for k in range(6) for _ in range(2)]


def test_much_memory_is_not_kept() -> None:
    # Runs of other tests may still wait for the collector.
    gc.collect()
    _FREE.clear()
    large = Buffers(torch.float32)
    large.take(1, _KEPT_BYTES // 4 + 1)
    del large
    gc.collect()
    assert not _FREE
