"""What soft particles, collinear splits and a detector do to a tagger and to its Lund map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pyg_jets.evaluation.similarity import known_map_correlation
from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane
from pyg_jets.lund.difference import LundDifference
from pyg_jets.metrics import Floats, float64_array
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.study.chapters.robustness.irc_scan import JET_RADIUS, Score
from pyg_jets.study.chapters.robustness.response import Response, response
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict_logits
from pyg_jets.transforms import CollinearSplits, PtShift, Smearing, SoftParticles
from pyg_jets.transforms.changes.perturbation import Perturbation


class MapChange(NamedTuple):
    """The Lund maps of one kind of jet before and after a change.

    Attributes:
        before: Mean saliency of the splittings, roots included.
        after: The same of the changed jets.
        correlation: Of their bins; NaN where too few have entries.
    """

    before: LundPlane
    after: LundPlane
    correlation: float

    @property
    def difference(self) -> LundDifference:
        """After minus before; errors as of independent samples, so significances are too small."""
        return self.after - self.before


class Robustness(NamedTuple):
    """What one change of the jets does.

    Attributes:
        response: Of metrics and logits.
        maps: By label; empty if the logits come from no tagger.
    """

    response: Response
    maps: dict[int, MapChange]


SOFT_IN_JET = "1 soft in the jet"
SOFT_FAR = "1 soft far from the jet"
"""Of the usual perturbations the two that sentences compare."""
DRAWN_CHANGE = "10 collinear, ten hardest"
"""Of the usual perturbations the one whose maps are drawn."""


def usual_perturbations(seed: int = 0, radius: float = JET_RADIUS) -> dict[str, Perturbation]:
    """Soft particles, collinear splits, smearing and pt shifts.

    Soft particles have 0.1 MeV. Those in the jet come first: they are what infrared safety is
    about. Those far from the jet and the collinear splits are the changes of `arXiv:1702.00748
    <https://arxiv.org/abs/1702.00748>`_; see :class:`pyg_jets.transforms.SoftParticles` on why
    the far ones say more about the clustering than about the jet.

    Args:
        seed: Of the random ones.
        radius: Of the jets, in which soft particles are placed.
    """
    return {
        SOFT_IN_JET: SoftParticles(1, radius=radius, seed=seed),
        "10 soft in the jet": SoftParticles(10, radius=radius, seed=seed),
        SOFT_FAR: SoftParticles(1, seed=seed),
        "10 soft far from the jet": SoftParticles(10, seed=seed),
        "1 collinear": CollinearSplits(1, seed=seed),
        "10 collinear": CollinearSplits(10, seed=seed),
        "10 collinear, hardest each time": CollinearSplits(10, "hardest", seed=seed),
        DRAWN_CHANGE: CollinearSplits(10, "each_of_hardest", seed=seed),
        "smearing": Smearing(seed=seed),
        "pt + 2 %": PtShift(1.02),
        "pt − 2 %": PtShift(0.98),
    }


def robustness(
    tagger: Tagger | Score,
    jets: Constituents,
    perturbations: Mapping[str, Perturbation],
    *,
    algorithm: str | Any = "cambridge_aachen",
    seed: int = 0,
) -> dict[str, Robustness]:
    """Change jets before clustering, and see what a tagger makes of them.

    Args:
        tagger: Any trained tagger, or what gives a logit for each jet.
        jets: Labelled jets of both classes, which it was not trained on.
        perturbations: By name; see :func:`usual_perturbations`.
        algorithm: How jets are clustered for a tagger, as in its training; see
            :func:`pyg_jets.cluster`.
        seed: Of the bootstraps.

    Raises:
        ValueError: If jets have no labels, or as in :func:`pyg_jets.metrics.roc_auc`.
    """
    if jets.label is None:
        raise ValueError("'jets' must have labels (got none)")
    before, maps = _logits_and_maps(tagger, jets, algorithm)
    results = {}
    for name, change in perturbations.items():
        after, others = _logits_and_maps(tagger, change(jets), algorithm)
        results[name] = Robustness(
            response(before, after, jets.label, seed=seed, weight=jets.weight),
            {label: _map_change(plane, others[label]) for label, plane in maps.items()},
        )
    return results


def logits_of(tagger: Tagger, algorithm: str | Any = "cambridge_aachen") -> Score:
    """A tagger as what gives logits from constituents.

    Args:
        tagger: Any tagger.
        algorithm: How jets are clustered for it.
    """

    def score(jets: Constituents) -> Floats:
        return float64_array(predict_logits(tagger, clustered(tagger, jets, algorithm)))

    return score


def _logits_and_maps(
    tagger: Tagger | Score, jets: Constituents, algorithm: str | Any
) -> tuple[Floats, dict[int, LundPlane]]:
    """Logits, and the map of each kind of jet."""
    if not isinstance(tagger, Tagger):
        return float64_array(tagger(jets)), {}
    trees = clustered(tagger, jets, algorithm)
    maps = {label: saliency_planes(tagger, trees[trees.y == label])[0] for label in (1, 0)}
    return float64_array(predict_logits(tagger, trees)), maps


def clustered(
    tagger: Tagger, jets: Constituents, algorithm: str | Any = "cambridge_aachen"
) -> JetTreeDataset:
    """Trees with the features that a tagger reads.

    Args:
        tagger: Any tagger; features are in its frame.
        jets: The jets.
        algorithm: That makes the trees, as in the tagger's training.
    """
    return cluster(jets, algorithm, frame=tagger.frame or "jet")


def _map_change(before: LundPlane, after: LundPlane) -> MapChange:
    return MapChange(before, after, known_map_correlation(before, after))
