"""Both figures are there, labelled with units, with a mark on the truth of every jet."""

import torch

from pyg_jets.datasets import Task
from pyg_jets.observables import jet_mass
from pyg_jets.study.chapters.mass_direction.figures import direction_pictures
from pyg_jets.study.chapters.mass_direction.measure import observable_direction
from pyg_jets.taggers import RecNN


def test_jets_and_map() -> None:
    train, _, test = Task.named("w-qcd").split(jets=100)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(train)
    direction = observable_direction(tagger, train, jet_mass)
    one_by_one, together = direction_pictures(tagger, direction, test)
    assert (one_by_one.name, together.name) == ("mass-direction-jets", "mass-direction-map")
    *jets, bar = one_by_one.figure.axes
    assert len(jets) == 3
    for ax in jets:
        assert "GeV" in ax.get_ylabel()
        assert ax.get_title().endswith("GeV")
        legend = ax.get_legend()
        assert legend is not None
        words = [text.get_text() for text in legend.get_texts()]
        assert words == ["the W's quarks part", "largest change"]
    assert bar.get_ylabel() == "projection, as mass / GeV"
    labels = [ax.get_ylabel() for ax in together.figure.axes]
    assert labels.count("mean change to the harder child / GeV") == 2
