"""How far a tagger's Lund map depends on how constituents are put together into splittings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TypeAlias, get_args

from pyg_jets.attribution.folding import Fold, fold_leaves
from pyg_jets.attribution.gradients import node_gradients, relative_to_jets
from pyg_jets.evaluation import map_correlation
from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane, lund_coordinates
from pyg_jets.report import Table
from pyg_jets.taggers import Tagger

FoldedPlanes: TypeAlias = dict[Fold, LundPlane]
"""Maps of the same saliency by folding."""

PAIRS: tuple[tuple[Fold, Fold], ...] = tuple(combinations(get_args(Fold), 2))


def folded_planes(tagger: Tagger, jets: JetTreeDataset) -> FoldedPlanes:
    """The saliency of a tagger of constituents over the Lund plane, folded in each way.

    The gradients are taken once. Of a tagger of another kind there is nothing to fold.

    Args:
        tagger: Any tagger.
        jets: The jets.

    Returns:
        A map for each folding of :func:`pyg_jets.attribution.splitting_saliency`; none for a
        tagger whose states are not on constituents.
    """
    if tagger.node_states != "leaves":
        return {}
    planes: FoldedPlanes = {fold: LundPlane() for fold in get_args(Fold)}
    for batch in JetLoader(jets, 256):
        coordinates = lund_coordinates(batch)
        by_node, by_jet = node_gradients(tagger, batch)
        for fold, plane in planes.items():
            norm = fold_leaves(by_node, batch, fold).norm(dim=1)
            plane.fill(coordinates, relative_to_jets(norm, by_jet, batch))
    return planes


def folding_table(by_tagger: Mapping[str, Mapping[str, FoldedPlanes]], task: str) -> Table:
    """Correlation of the maps' bins between any two foldings, a row for each tagger that folds.

    Args:
        by_tagger: By tagger and kind of jet what :func:`folded_planes` gives.
        task: That they were trained on.
    """
    folding = {name: kinds for name, kinds in by_tagger.items() if any(kinds.values())}
    kinds: Sequence[str] = list(next(iter(folding.values()), {}))
    header = [f"{one}, {other}: {kind} jets" for kind in kinds for one, other in PAIRS]
    rows = [
        [name, *(_correlation(planes[kind], *pair) for kind in kinds for pair in PAIRS)]
        for name, planes in folding.items()
    ]
    caption = (
        "Correlation of the bins of saliency maps between two ways to put the constituents of a "
        "splitting's softer branch together: sum or mean of their gradients, or the largest one."
    )
    return Table(f"foldings-{task}", caption, ["tagger", *header], rows, task)


def _correlation(planes: FoldedPlanes, one: Fold, other: Fold) -> str:
    try:
        return f"{map_correlation(planes[one], planes[other]):.2f}"
    except ValueError:  # too few jets for three bins
        return "–"
