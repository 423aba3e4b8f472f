"""Probes of a real embedding: a curved relation is found by those beyond a straight line."""

import torch

from pyg_jets.datasets import binary_task
from pyg_jets.jets.clustering import cluster
from pyg_jets.study.chapters.probes.beyond_linear import probes_beyond_linear
from pyg_jets.study.chapters.probes.tables import beyond_linear_table
from pyg_jets.study.numbers import cell
from pyg_jets.taggers import RecNN


def test_an_untrained_network_holds_the_mass() -> None:
    jets = cluster(binary_task("w-qcd").test[::4])
    torch.manual_seed(0)
    tagger = RecNN(hidden_channels=24)
    tagger.fit_scaling(jets)
    probes = probes_beyond_linear(tagger, tagger.untrained(1), jets)
    assert 1 > probes["mass"].kernel.value > probes["tau_32"].kernel.value
    assert probes["mass"].mlp.value > 0.3
    assert probes["mass"].saved.value > probes["tau_32"].saved.value
    assert probes["mass"].saved_untrained.value > 0
    table = beyond_linear_table({"w-qcd": probes})
    assert [row[1] for row in table.rows] == list(probes)
    assert table.rows[2][2:] == list(map(cell, probes["mass"]))
