"""The truth scores 1, draws and permuted labels chance; what is measured is not measured again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets import evaluation
from pyg_jets.evaluation.benchmark.job import Job, Settings, Trained
from pyg_jets.evaluation.benchmark.measures import LEARNT
from pyg_jets.evaluation.benchmark.methods import ALL
from pyg_jets.evaluation.benchmark.networks import NETWORKS
from pyg_jets.evaluation.benchmark.results import Benchmark
from pyg_jets.evaluation.benchmark.summary import summary
from pyg_jets.evaluation.benchmark.truths import TRUTHS
from pyg_jets.taggers import RecNN, Tagger

SMALL: dict[str, Any] = {"trainings": 2, "jets": 120, "train_jets": 1000, "epochs": 5}


@pytest.mark.parametrize("measure", LEARNT)
def test_the_truth_scores_one_and_draws_chance(small: Benchmark, measure: str) -> None:
    # What is lost with a few branches is small: here it is seen in the function that is known.
    truth = "groomed" if measure in ("deletion", "insertion") else "planted"
    (oracle,) = small.find(truth=truth, method="oracle", measure=measure)
    (draw,) = small.find(truth=truth, method="random", measure=measure)
    assert oracle.learnt is not None
    assert oracle.learnt.value == 1
    assert draw.learnt is not None
    reach = draw.learnt.high - draw.learnt.value
    assert abs(draw.learnt.value) <= 3 * reach
    if measure in ("auc", "top1", "top_k", "agreement"):
        assert oracle.value.value == pytest.approx(1)
    by_chance = {"auc": 0.5, "deletion": 0, "insertion": 0, "agreement": 0}
    if measure in by_chance:
        half = (draw.value.high - draw.value.low) / 2
        assert draw.value.value == pytest.approx(by_chance[measure], abs=3 * half)


def test_a_network_that_learnt_is_told_from_what_knows_nothing(small: Benchmark) -> None:
    (learnt,) = small.find(truth="planted", method="branch_removal", measure="auc")
    assert learnt.learnt is not None
    assert learnt.learnt.low > 0.2
    assert small.auc["planted", "lundnet"].value > 0.75
    (kt,) = small.find(truth="planted", method="largest kt", measure="auc")
    assert kt.learnt is not None
    assert kt.learnt.value == 0
    assert small.refused["lundnet", "attention"].startswith("'tagger' must be a ParT")
    assert not list(small.find(method="attention"))


class _Scrambled(Job):
    """Its trainings have permuted labels too, other ones than those of the controls."""

    def network(self) -> Tagger:
        if self.trained.permuted:
            return super().network()
        return replace(self, trained=Trained(self.trained.number + 10, permuted=True)).network()


def test_taggers_of_permuted_labels_score_chance_on_every_measure(tmp_path: Path) -> None:
    methods = {name: ("", ALL[name]) for name in ("branch_removal", "saliency")}
    settings = Settings(100, 400, 3, 5e-3, 0, "1")
    own = TRUTHS["planted"], ("lundnet", ""), NETWORKS["lundnet"]
    every = [Trained(k, permuted) for permuted in (False, True) for k in range(3)]
    jobs = [_Scrambled(*own, each, methods, settings, tmp_path) for each in every]
    for job in jobs:
        job.run()
    result = summary(jobs, {})
    assert result.auc["planted", "lundnet"].value == pytest.approx(0.5, abs=0.15)
    for measure in LEARNT:
        for method in methods:
            (row,) = result.find(method=method, measure=measure)
            if row.learnt is None:
                # Nothing to lose, so that the truth itself cannot be told from a draw.
                assert measure in ("deletion", "insertion")
                half = (row.value.high - row.value.low) / 2
                assert abs(row.value.value) <= 3 * half
            else:
                reach = row.learnt.high - row.learnt.value
                assert abs(row.learnt.value) <= 3 * reach, (measure, method, row.learnt)


def test_what_is_measured_is_not_measured_again(
    small: Benchmark, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: list[tuple[str, list[str]]] = []
    run = Job.run

    def noted(job: Job) -> None:
        measured.append((job.truth.name, job.missing()))
        run(job)

    monkeypatch.setattr(Job, "run", noted)
    methods = ["branch_removal", "saliency", "attention"]
    again = evaluation.benchmark(["planted"], ["lundnet"], methods, folder=kept, **SMALL)
    assert measured == []
    assert again.rows == list(small.find(truth="planted"))
    more = evaluation.benchmark(["planted"], ["lundnet"], ["grad_cam"], folder=kept, **SMALL)
    assert measured == [("planted", ["grad_cam"])] * 4
    assert {row.method for row in more.rows} == {"oracle", "largest kt", "random", "grad_cam"}


def test_users_truths_taggers_and_methods(tmp_path: Path) -> None:
    said: list[str] = []
    result = evaluation.benchmark(
        ["planted"],
        {"mine": lambda: RecNN(4)},
        {"ones": lambda _, batch: torch.ones(batch.num_nodes)},
        trainings=1,
        controls=0,
        jets=20,
        train_jets=40,
        epochs=1,
        folder=tmp_path / "new",
        say=said.append,
    )
    assert said == ["planted, mine, training 0 (1 of 1)"]
    (row,) = result.find(tagger="mine", method="ones", measure="auc")
    assert row.value.value == 0.5
    assert not list(result.find(measure="agreement"))
    assert result.settings["controls"] == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"truths": ["planet"]}, r"a truth must be one of planted, .* \(got 'planet'\)"),
        ({"taggers": ["recnm"]}, r"a tagger must be one of recnn, .* \(got 'recnm'\)"),
        ({"methods": ["salience"]}, r"a method must be one of saliency, .* \(got 'salience'\)"),
        ({"methods": {"a": 3}}, r"the method 'a' must be a function .* \(got a int\)"),
        ({"truths": []}, r"a truth, a tagger and a method at least \(got 0, 1 and 1\)"),
        ({"trainings": 0}, r"'trainings' must be at least 1 \(got 0\)"),
        ({"controls": -1}, r"'controls' must be at least 0 \(got -1\)"),
        ({"jets": 5}, r"'jets' must be at least 20 \(got 5\)"),
        ({"train_jets": 5}, r"'train_jets' must be at least 20 \(got 5\)"),
        ({"epochs": 0}, r"'epochs' must be at least 1 \(got 0\)"),
    ],
)
def test_what_is_refused(options: dict[str, Any], message: str) -> None:
    given = {"truths": ["planted"], "taggers": ["recnn"], "methods": ["saliency"], **options}
    with pytest.raises(ValueError, match=message):
        evaluation.benchmark(**given)
