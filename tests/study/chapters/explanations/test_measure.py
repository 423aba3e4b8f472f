"""A tagger of toy jets explained: maps, nulls, measures, randomised layers."""

import pytest

from pyg_jets.study.chapters.explanations.measure import TaskExplained, methods_named
from pyg_jets.taggers import FCN, Tagger


def test_every_part_is_there(explained: TaskExplained) -> None:
    assert {name: set(maps) for name, maps in explained.maps.items()} == {
        "saliency": {"quark", "gluon"},
        "lrp": {"quark", "gluon"},
    }
    assert explained.maps["lrp"]["gluon"].jets == 300
    assert set(explained.faithfulness) == {"saliency", "lrp", "largest kt", "random"}
    assert explained.faithfulness["lrp"].completeness is not None
    assert set(explained.layers["lrp"]) == {"cascading", "independent"}
    assert explained.truth is None
    assert explained.by_chance is None


def test_methods_by_name(toy_tagger: Tagger) -> None:
    with pytest.raises(ValueError, match=r"got 'tealeaves': no such method"):
        methods_named(["tealeaves"], toy_tagger)
    with pytest.raises(ValueError, match=r"for a FCN .* \(got 'lrp': 'tagger' must be a Part.*\)"):
        methods_named(["lrp"], FCN())
