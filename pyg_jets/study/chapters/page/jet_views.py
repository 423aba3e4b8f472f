"""Jets for the report's viewer: trees, kinematics, attributions and the truth, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pyg_jets.attribution import METHODS
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.jets.kinematics import delta_phi, eta, mass, phi, pt
from pyg_jets.jets.trees.jet_tree import JetTree
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import lund_coordinates
from pyg_jets.report import JetView, Parton
from pyg_jets.study.chapters.page.tree_layout import tree_layout
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict

_PARTONS = {1: "d", 2: "u", 3: "s", 4: "c", 5: "b", 6: "t", 21: "g"}
_BAR = "\N{COMBINING MACRON}"

SHOWN = ("saliency", "input_x_gradient", "branch_removal")
"""What the study's viewer shows, out of :data:`pyg_jets.attribution.METHODS`."""


class _Chosen(NamedTuple):
    """Jets of one class with the tagger's scores."""

    task: str
    kind: str
    jets: JetTreeDataset
    scores: Tensor


def jet_views(
    task: str,
    tagger: Tagger,
    test: JetTreeDataset,
    kinds: Mapping[int, str],
    *,
    number: int = 20,
) -> list[JetView]:
    """Some jets of each class, from the least to the most like the signal to the tagger.

    Args:
        task: Name of the task.
        tagger: The tagger.
        test: Labelled jets.
        kinds: What the jets of a label are called, in the order of the page.
        number: Of jets of each class at most, evenly spaced by rank.
    """
    assert test.y is not None
    views = []
    for label, kind in kinds.items():
        jets = test[test.y == label]
        scores = predict(tagger, jets)
        rows = _evenly_spaced(scores, number)
        views += _views(_Chosen(task, kind, jets[rows], scores[rows]), tagger)
    return views


def _evenly_spaced(scores: Tensor, number: int) -> Tensor:
    """Rows from the lowest score to the highest."""
    order = scores.argsort(stable=True)
    at = np.linspace(0, len(order) - 1, min(number, len(order))).round()
    return order[torch.from_numpy(at).long()]


def _views(chosen: _Chosen, tagger: Tagger) -> list[JetView]:
    batch = chosen.jets.batch()
    values = {METHODS[name].title: _on_nodes(name, tagger, batch) for name in SHOWN}
    truths = _truths(chosen.jets)
    views = []
    for number, (start, end) in enumerate(pairwise(batch.ptr.tolist())):
        attributions = {name: on_nodes[start:end] for name, on_nodes in values.items()}
        truth = {
            what: int(rows[number]) - start for what, rows in truths.items() if rows[number] >= 0
        }
        views.append(_view(chosen, number, attributions, truth))
    return views


def _on_nodes(name: str, tagger: Tagger, batch: Any) -> np.ndarray:
    """A method's numbers, NaN on constituents where it has none for them."""
    method = METHODS[name]
    values = method(tagger, batch)
    return (
        values.masked_fill(batch.is_leaf, torch.nan) if method.on_splittings else values
    ).numpy()


def _view(
    chosen: _Chosen, number: int, attributions: dict[str, np.ndarray], truth: dict[str, int]
) -> JetView:
    tree, score = chosen.jets.get(number), float(chosen.scores[number])
    columns = _columns(tree)
    parent, softer = _relations(tree)
    jet_pt, jet_mass = columns["pt"][-1], columns["mass"][-1]
    return JetView(
        task=chosen.task,
        jets=chosen.kind,
        name=f"{number + 1}: score {score:.3f}, pT {jet_pt:.0f} GeV, m {jet_mass:.0f} GeV",
        parent=parent,
        softer=softer,
        columns=columns,
        attributions=attributions,
        partons=_partons(chosen.jets, number, tree.p4[-1:]),
        truth=truth,
    )


def _relations(tree: JetTree) -> tuple[np.ndarray, np.ndarray]:
    """Parent of every node, and whether it is the softer branch."""
    child, parent = tree.edge_index.numpy()
    parents, softer = np.full(tree.num_nodes, -1), np.zeros(tree.num_nodes, dtype=bool)
    parents[child], softer[child] = parent, tree.branch.numpy() == 1
    return parents, softer


def _columns(tree: JetTree) -> dict[str, np.ndarray]:
    p4, jet = tree.p4, tree.p4[-1:]
    splittings = lund_coordinates(tree)
    place = tree_layout(tree)
    numbers = {
        "pt": pt(p4),
        "mass": mass(p4),
        "eta": eta(p4) - eta(jet),
        "phi": delta_phi(phi(p4), phi(jet)),
    }
    of_splittings = {
        "delta": (-splittings.ln_inv_delta).exp(),
        "kt": splittings.ln_kt.exp(),
        "z": splittings.z,
    }
    for name, values in of_splittings.items():
        everywhere = torch.full((tree.num_nodes,), torch.nan, dtype=torch.float64)
        everywhere[splittings.node] = values
        numbers[name] = everywhere
    return {"x": place[:, 0], "y": place[:, 1], **{k: v.numpy() for k, v in numbers.items()}}


def _partons(jets: JetTreeDataset, number: int, jet: Tensor) -> tuple[Parton, ...]:
    known = jets.constituents.partons
    if known is None:
        return ()
    mine = known[[number]]
    d_eta = (eta(mine.p4) - eta(jet)).tolist()
    d_phi = delta_phi(phi(mine.p4), phi(jet)).tolist()
    return tuple(
        map(Parton, map(_parton_name, mine.pid.tolist()), d_eta, d_phi, pt(mine.p4).tolist())
    )


def _parton_name(pid: int) -> str:
    name = _PARTONS.get(abs(pid), str(pid))
    return name + _BAR if pid < 0 and abs(pid) in _PARTONS else name


def _truths(jets: JetTreeDataset) -> dict[str, Tensor]:
    """Rows of ``jets.batch()``, one per jet, by what stands there; -1 where there is none."""
    partons = jets.constituents.partons
    if partons is None or not torch.isin(partons.ptr.diff(), torch.tensor([2, 3])).all():
        return {}
    truth = decay_truth(jets)
    return {
        "the splitting that parts the W's two quarks": truth.w,
        "the splitting that parts the b from the W": truth.b,
    }
