"""Taggers side by side as ROC curves and Lund maps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from pyg_jets.plotting import (
    Curve,
    Panel,
    colour_limit,
    lund_figure,
    reliability_figure,
    roc_figure,
)
from pyg_jets.report import Picture
from pyg_jets.study.chapters.comparison.measure import TrainedTagger
from pyg_jets.study.chapters.comparison.tables import by_tagger


def comparison_pictures(trained: Sequence[TrainedTagger], task: str) -> list[Picture]:
    """ROC and reliability of the first seed, a Lund map of each tagger for each kind of jet."""
    first = [seeds[0] for seeds in by_tagger(trained).values()]
    curves = [
        Curve(f"{one.name} ({one.metrics['auc'].value:.3f})", one.scores, one.labels)
        for one in first
    ]
    roc = roc_figure(curves, f"ROC curves, {task}")
    sure = reliability_figure({one.name: one.reliability for one in first}, f"Reliability, {task}")
    rows = []
    for one in first:
        limit = colour_limit([with_root for with_root, _ in one.planes.values()])
        rows.append(
            [
                Panel(with_root, f"{one.name}, {kind} jets", limit=limit)
                for kind, (with_root, _) in one.planes.items()
            ]
        )
    if len(rows) > 4:  # two taggers beside each other, or the page becomes a strip
        rows = [list(chain(*rows[k : k + 2])) for k in range(0, len(rows), 2)]
    maps = lund_figure(rows, f"Mean saliency of the splittings, {task}")
    in_brackets = "ROC curves of the test jets; in brackets the AUC."
    how_sure = (
        "Of the test jets with a probability p, the share that is signal; on the diagonal a tagger "
        "is as sure as it may be. In brackets the calibration error."
    )
    own_scales = (
        "Mean saliency of the splittings, on the same test jets. Scales are each tagger's own: "
        "only ratios within a map mean something. Constituents' gradients are summed over a "
        "splitting's softer branch where a tagger reads no tree."
    )
    return [
        Picture(f"compared-{task}-roc", in_brackets, roc, task),
        Picture(f"compared-{task}-reliability", how_sure, sure, task),
        Picture(f"compared-{task}-maps", own_scales, maps, task),
    ]
