"""Areas of the AUC against the one of metrics, and a network that has nothing to lose."""

import numpy as np
import pytest
import torch

from pyg_jets.evaluation.benchmark.known_functions import KnownFunction
from pyg_jets.evaluation.benchmark.removal import Removal, _aucs
from pyg_jets.evaluation.benchmark.truths import TRUTHS
from pyg_jets.evaluation.deletion import deletion_curve
from pyg_jets.metrics import roc_auc


def test_aucs_are_those_of_metrics() -> None:
    rng = np.random.default_rng(1)
    outputs, label = rng.integers(0, 6, (40, 3)).astype(float), np.arange(40) % 2
    expected = [roc_auc(outputs[:, k], label).value for k in range(3)]
    assert _aucs(outputs, label) == pytest.approx(expected)


def test_gains_are_areas_beyond_a_random_order() -> None:
    answer, tagger = TRUTHS["angularity"].make(60, 1), KnownFunction().eval()
    removal = Removal(tagger, answer, 0)
    found = removal.gains(answer.oracle)
    label = answer.jets.y
    assert label is not None
    for way, sign in (("deletion", -1), ("insertion", 1)):
        areas = []
        for values in (answer.oracle, torch.zeros(len(answer.mask))):
            curve = deletion_curve(tagger, answer.jets, values, way, steps=5, seed=0)  # type: ignore[arg-type]
            aucs = [roc_auc(curve.outputs[:, k], label).value for k in range(6)]
            areas.append(float(torch.trapezoid(torch.tensor(aucs), curve.fractions.float())))
        assert found[way].value == pytest.approx(sign * (areas[0] - areas[1]), abs=1e-5)
        assert found[way].low < found[way].value < found[way].high
    assert found["insertion"].low > 0
    nothing = removal.gains(torch.zeros(len(answer.mask)))
    assert nothing["deletion"].value == nothing["insertion"].value == 0
