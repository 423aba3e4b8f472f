import sys

import pytest

from pyg_jets.jobs._dask import cluster_client, dask_package


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r"pip install 'pyg-jets\[dask\]'"):
        dask_package("distributed")


def test_a_scheduler_must_answer() -> None:
    with (
        pytest.raises(OSError, match="scheduler must answer at 'nonsense'"),
        cluster_client("nonsense"),
    ):
        pass
