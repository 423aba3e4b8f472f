"""Figures of made-up taggers."""

from pyg_jets.study.chapters.comparison.figures import comparison_pictures
from tests.study.chapters.comparison.made_up import TRAINED, trained


def test_curves_and_maps_of_the_first_seed() -> None:
    roc, sure, maps = comparison_pictures(TRAINED, "w-qcd")
    names = [f"compared-w-qcd-{what}" for what in ("roc", "reliability", "maps")]
    assert [picture.name for picture in (roc, sure, maps)] == names
    assert {picture.task for picture in (roc, sure, maps)} == {"w-qcd"}
    error = TRAINED[0].reliability.error.value
    (legend,) = (ax.get_legend() for ax in sure.figure.axes)
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [
        f"{name} ({error:.3f})" for name in "AB"
    ]
    assert [line.get_label() for line in roc.figure.axes[0].lines] == ["A (0.900)", "B (0.800)"]
    assert [ax.get_title() for ax in maps.figure.axes if ax.get_title()] == [
        "A, w jets",
        "B, w jets",
    ]


def test_many_maps_stand_two_taggers_to_a_row() -> None:
    five = [trained(name, 0, 0.9) for name in "ABCDE"]
    *_, maps = comparison_pictures(five, "w-qcd")
    places = {
        (spec.rowspan.start, spec.colspan.start)
        for ax in maps.figure.axes
        if ax.get_title() and (spec := ax.get_subplotspec()) is not None
    }
    assert places == {(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)}
