"""One task's Table 1 from a given tagger, or from several trainings."""

import pytest
import torch

from pyg_jets.study import probe_task
from pyg_jets.study.published import PROBE_R2
from pyg_jets.taggers import FCN, RecNN


def test_a_given_tagger_is_probed() -> None:
    torch.manual_seed(3)
    table = probe_task("top-qcd", FCN(), layer="head.3")
    assert "read off the layer head.3 by least squares" in table.caption
    assert [row[:2] for row in table.rows] == [["top-qcd", name] for name in PROBE_R2]
    assert {row[3] for row in table.rows} == {"–"}  # the paper's numbers are of the embedding
    assert {row[8] for row in table.rows} == {"1923 of 1923"}


def test_several_trainings_give_a_spread() -> None:
    table = probe_task("w-qcd", seeds=2, epochs=1, jets=400, build=RecNN, progress=False)
    assert "means of 2 trainings; after ± the standard deviation" in table.caption
    papers = [f"{row['w-qcd']:.2f}" for row in PROBE_R2.values()]
    assert [row[3] for row in table.rows] == papers
    assert len(table.rows) == 9


def test_a_bad_layer_is_refused_before_the_training() -> None:
    with pytest.raises(
        ValueError, match=r"'layer' must be one of head, .*, conv, .*\(got 'attention'\)"
    ):
        probe_task("w-qcd", layer="attention")
    with pytest.raises(ValueError, match=r"'conv\.cell' must be called once per batch"):
        probe_task("w-qcd", RecNN(8), layer="conv.cell")


def test_a_given_tagger_is_not_trained() -> None:
    with pytest.raises(ValueError, match=r"'seeds' must be 1 with a given tagger.*\(got 3\)"):
        probe_task("w-qcd", RecNN(8), seeds=3)
