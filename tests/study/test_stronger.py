"""Probes of a real embedding: a curved relation is found by the stronger ones."""

from dataclasses import replace

import torch

from pyg_jets.datasets import binary_task
from pyg_jets.jets.clustering import cluster
from pyg_jets.study.stronger import stronger_probes
from pyg_jets.study.tables import stronger_table
from pyg_jets.taggers import RecNN


def test_an_untrained_network_holds_the_mass() -> None:
    jets = cluster(binary_task("w-qcd").test[::4])
    torch.manual_seed(0)
    tagger = RecNN(hidden_channels=24)
    tagger.fit_scaling(jets)
    found = stronger_probes(tagger, tagger.untrained(1), jets)
    assert 1 > found["mass"].kernel.value > found["tau_32"].kernel.value
    assert found["mass"].mlp.value > 0.3
    assert found["mass"].saved.value > found["tau_32"].saved.value
    assert found["mass"].saved_untrained.value > 0
    table = stronger_table({"w-qcd": found})
    assert [row[1] for row in table.rows] == list(found)
    assert table.rows[2][4] == str(replace(found["mass"].saved, count=None, total=None))
