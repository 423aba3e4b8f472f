"""What is measured of one method on one training."""

from typing import Any

import pytest
import torch

from pyg_jets.attribution import METHODS, Attribution
from pyg_jets.evaluation.benchmark.known_functions import KnownFunction
from pyg_jets.evaluation.benchmark.measures import OneTraining
from pyg_jets.evaluation.benchmark.truths import TRUTHS
from pyg_jets.taggers import EFN, RecNN, Tagger


@pytest.fixture(scope="module")
def known() -> OneTraining:
    truth = TRUTHS["angularity"]
    return OneTraining(truth, truth.make(30, 1), KnownFunction().eval(), 0)


def _of_network(tagger: Tagger) -> OneTraining:
    truth = TRUTHS["planted"]
    answer = truth.make(30, 1)
    tagger.fit_scaling(answer.jets)
    return OneTraining(truth, answer, tagger.eval(), 0)


def test_sums_and_values_of_a_known_function(known: OneTraining) -> None:
    cell = known.of_method("integrated_gradients", METHODS["integrated_gradients"])
    assert cell.measured["completeness"].value < 1e-6
    assert cell.measured["error"].value < 1e-6
    assert "untrained" not in cell.measured
    assert cell.seconds > 0


def test_a_network_that_has_not_learnt_is_like_its_untrained_self() -> None:
    training = _of_network(RecNN(6).untrained(0))
    cell = training.of_method("saliency", METHODS["saliency"])
    assert cell.measured["untrained"].value == pytest.approx(1, abs=1e-3)
    assert "completeness" not in cell.measured


def test_values_on_constituents_are_folded() -> None:
    training = _of_network(EFN(8, 8))
    for name in ("saliency", "input_x_gradient", "branch_removal"):
        cell = training.of_method(name, METHODS[name])
        values = METHODS[name].of_splittings(training.tagger, training.answer.jets.batch())
        assert cell.relevance is not None
        torch.testing.assert_close(cell.relevance, training.truth.relevance(values))


def test_refusals_are_kept(known: OneTraining) -> None:
    assert "must be a ParT" in known.of_method("attention", METHODS["attention"]).refusal

    def late(tagger: Any, batch: Any) -> Any:  # noqa: ARG001
        raise TypeError("not\n  this one")

    assert known.of_method("late", Attribution(late, "late")).refusal == "not this one"


def test_values_that_are_none_are_refused(known: OneTraining) -> None:
    def short(tagger: Any, batch: Any) -> torch.Tensor:  # noqa: ARG001
        return torch.ones(batch.num_nodes - 1)

    def not_finite(tagger: Any, batch: Any) -> torch.Tensor:  # noqa: ARG001
        return torch.full((batch.num_nodes,), torch.nan)

    for name, method in (("short", short), ("not_finite", not_finite)):
        with pytest.raises(ValueError, match=f"the method '{name}' must give a finite number"):
            known.of_method(name, Attribution(method, name))
