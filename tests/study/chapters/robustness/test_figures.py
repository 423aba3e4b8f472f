"""Figures say what the numbers say."""

import numpy as np
import pytest

from pyg_jets.study.chapters.robustness import figures
from pyg_jets.study.chapters.robustness.figures import robustness_pictures
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness


def test_pictures(tested: list[TaggerRobustness], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "DRAWN_CHANGE", "10 soft in the jet")
    pictures = robustness_pictures(tested, "w-qcd")
    assert [picture.name for picture in pictures] == [
        "robustness-w-qcd-limits",
        "robustness-w-qcd-maps-1",
    ]
    limits, maps = (picture.figure for picture in pictures)
    assert [line.get_label() for line in limits.axes[1].lines[:2]] == ["EFN", "n"]
    for ax, name in zip(limits.axes, ("soft", "soft_far", "collinear"), strict=True):
        scan = tested[1].scans[name]
        assert np.asarray(ax.lines[1].get_xdata(), dtype=float).tolist() == list(scan.at)
        drawn = np.asarray(ax.lines[1].get_ydata(), dtype=float)
        assert drawn.tolist() == scan.quantiles[:, 2].tolist()
    assert [ax.get_xlabel().split(" [")[0][-6:] for ax in limits.axes] == [
        "he jet",
        "rom it",
        " split",
    ]
    assert maps.axes[0].get_title() == "w jets, before"
