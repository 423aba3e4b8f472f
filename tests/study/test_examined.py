"""What is asked of a tagger, and of the multiplicity beside it."""

from pyg_jets import Constituents, cluster
from pyg_jets.simulation import ToyShower
from pyg_jets.study.examined import examine, examine_multiplicity
from pyg_jets.study.robustness import usual_perturbations
from pyg_jets.taggers import EFN


def test_everything_is_asked() -> None:
    jets: Constituents = ToyShower(min_kt=2.0).jets(60, 1).constituents
    tagger = EFN()
    tagger.fit_scaling(cluster(jets))
    safe, unsafe = examine("EFN", tagger, jets), examine_multiplicity(jets, jets)
    for each in (safe, unsafe):
        assert set(each.changes) == set(usual_perturbations())
        assert set(each.scans) == {"soft", "collinear"}
    assert set(safe.collinear) == {"trained", "untrained"}
    assert unsafe.collinear == {}
    assert [each.scans["soft"].safe for each in (safe, unsafe)] == [True, False]
