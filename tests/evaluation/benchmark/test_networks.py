"""Small networks of every kind, and taggers in users' files."""

from pathlib import Path

import pytest

from pyg_jets import cluster
from pyg_jets.evaluation.benchmark.networks import NETWORKS, networks_named
from pyg_jets.simulation import ToyShower


@pytest.mark.parametrize("name", NETWORKS)
def test_each_gives_a_logit_per_jet_and_is_small(name: str) -> None:
    jets = cluster(ToyShower().jets(6, 1).constituents)
    tagger = NETWORKS[name]()
    tagger.fit_scaling(jets)
    assert tagger.eval()(jets.batch()).shape == (6,)
    assert sum(weights.numel() for weights in tagger.parameters()) < 40_000


def test_names_and_files(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("from pyg_jets.taggers import RecNN\n\ndef Mine():\n    return RecNN(4)\n")
    assert list(networks_named(["efn"], [f"{file}:Mine"])) == ["efn", "Mine"]
    assert networks_named(None) == dict(NETWORKS)
    with pytest.raises(ValueError, match=r"one of recnn, .* \(got 'rnn'\)"):
        networks_named(["rnn"])
    with pytest.raises(ValueError, match=r"different names \(got 'efn' 2 times\)"):
        networks_named(["efn", "efn"])
