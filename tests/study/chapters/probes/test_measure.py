"""Targets under the paper's names, and probes with all controls."""

from typing import Any

import torch

from pyg_jets import Constituents, cluster, observables
from pyg_jets.datasets import binary_task
from pyg_jets.probing import layer_outputs, probe, raw_features
from pyg_jets.study.chapters.probes.measure import probe_observables
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.study.published import PROBE_R2
from pyg_jets.taggers import FCN
from pyg_jets.training import embed


def test_targets_are_the_rows_of_table_1(toy_jets: Constituents) -> None:
    targets = observables_of(toy_jets)
    assert list(targets) == list(PROBE_R2)
    assert torch.equal(targets["pt_d"], observables.angularity(toy_jets, 2, 0))
    torch.testing.assert_close(targets["tau_3"], observables.nsubjettiness(toy_jets, 3))


def test_ratios_without_denominator_are_not_defined(toy_jets: Constituents) -> None:
    targets = observables_of(toy_jets)
    assert targets["tau_21"].isnan().tolist() == [True] + 6 * [False]
    assert targets["tau_32"].isnan().tolist() == 2 * [True] + 5 * [False]
    expected = observables.nsubjettiness_ratio(toy_jets, 2)
    torch.testing.assert_close(targets["tau_21"].nan_to_num(0.0), expected)


def test_layers_and_controls_are_those_asked_for() -> None:
    jets = cluster(binary_task("w-qcd").test[::6])
    tagger = FCN()
    tagger.fit_scaling(jets)
    untrained = tagger.untrained(5)
    result = probe_observables(tagger, untrained, jets, layer="head.1", seed=2, resamples=10)
    options: dict[str, Any] = {"seed": 2, "resamples": 10}
    for name in ("width", "tau_21"):
        target = observables_of(jets)[name]
        rows = layer_outputs(tagger, jets, "head.1")
        assert result[name].trained == probe(rows, target, **options)
        rows = layer_outputs(untrained, jets, "head.1")
        assert result[name].untrained == probe(rows, target, **options)
        assert result[name].raw == probe(raw_features(jets), target, **options)
    # Not 1: the jets with most and with least constituents are put into the others' range.
    assert 0.99 < result["multiplicity"].raw.value < 1
    whole = probe_observables(tagger, untrained, jets, **options)
    assert whole["width"].trained == probe(embed(tagger, jets), observables.width(jets), **options)
