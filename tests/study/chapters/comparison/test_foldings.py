"""Maps folded in each way, and the table of how far they agree."""

import numpy as np

from pyg_jets import LundPlane, cluster
from pyg_jets.attribution.folding import Fold
from pyg_jets.datasets import binary_task
from pyg_jets.study.chapters.comparison.foldings import FoldedPlanes, folded_planes, folding_table
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.taggers import PFN, LundNet, RecNN


def test_each_folding_is_that_of_the_saliency() -> None:
    jets = cluster(binary_task("w-qcd").test[::40])
    tagger = PFN(8, 8)
    tagger.fit_scaling(jets)
    planes = folded_planes(tagger.eval(), jets)
    assert list(planes) == ["sum", "mean", "max"]
    for fold, plane in planes.items():
        expected = saliency_planes(tagger, jets, fold)[0]
        np.testing.assert_array_equal(plane.count, expected.count)
        np.testing.assert_allclose(plane.mean.filled(0), expected.mean.filled(0), rtol=1e-5)


def test_only_constituents_are_folded() -> None:
    jets = cluster(binary_task("w-qcd").test[::100])
    assert folded_planes(RecNN(8), jets) == {}
    assert folded_planes(LundNet(), jets) == {}


def _planes(**slopes: float) -> FoldedPlanes:
    """Maps whose means rise or fall along the plane."""
    planes: dict[Fold, LundPlane] = {}
    across = np.repeat(np.linspace(0.25, 4.75, 10), 20)
    for fold in ("sum", "mean", "max"):
        planes[fold] = LundPlane()
        planes[fold].histogram.fill(across, np.full(200, 1.0), sample=slopes[fold] * across)
    return planes


def test_table_by_hand() -> None:
    planes = _planes(sum=1.0, mean=2.0, max=-1.0)
    table = folding_table({"RecNN": {"w": {}}, "PFN": {"w": planes}}, "w-qcd")
    assert table.header == [
        "tagger",
        "sum, mean: w jets",
        "sum, max: w jets",
        "mean, max: w jets",
    ]
    assert table.rows == [["PFN", "1.00", "-1.00", "-1.00"]]
    assert folding_table({"RecNN": {"w": {}}}, "w-qcd").rows == []


def test_maps_of_few_jets_have_no_correlation() -> None:
    few: FoldedPlanes = {fold: LundPlane() for fold in ("sum", "mean", "max")}
    assert folding_table({"PFN": {"w": few}}, "w-qcd").rows == [["PFN", "–", "–", "–"]]
