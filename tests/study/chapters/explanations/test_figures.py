"""Explanations as figures."""

from pathlib import Path

from pyg_jets.report import write_pictures
from pyg_jets.study.chapters.explanations.figures import explanation_pictures
from pyg_jets.study.chapters.explanations.measure import TaskExplained
from pyg_jets.study.chapters.explanations.sentences import sentence_of


def test_a_figure_for_each_method(explained: TaskExplained, tmp_path: Path) -> None:
    pictures = explanation_pictures(explained)
    assert [each.name for each in pictures] == [
        "explained-quark-gluon-saliency",
        "explained-quark-gluon-lrp",
    ]
    titles = [ax.get_title() for ax in pictures[0].figure.axes]
    for title in ("map", "error", "null: untrained", "map − null", "Lund density"):
        assert titles.count(title) == 2
    rows = [row.get_suptitle() for row in pictures[0].figure.subfigs]
    assert not any("map differs" in title for title in rows)
    assert sentence_of(explained, "lrp", "gluon") in pictures[1].caption
    assert all(file.stat().st_size > 10_000 for file in write_pictures(tmp_path, pictures))
