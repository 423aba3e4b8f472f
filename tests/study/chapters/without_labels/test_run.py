"""All kinds of some tasks, each once, and nothing of their test jets."""

from typing import Any

import torch

from pyg_jets.study.chapters.without_labels.run import pretrained_on, run, show, unlabelled
from pyg_jets.study.tasks import tasks_by_name

TASKS = tasks_by_name(["w-qcd", "top-qcd"])


def _momenta(trees: Any) -> set[tuple[float, ...]]:
    return {tuple(row) for row in trees.constituents.p4[trees.constituents.ptr[:-1]].tolist()}


def test_training_jets_of_all_kinds_once() -> None:
    train, val, test = unlabelled(TASKS, seed=2)
    assert train.y is not None
    assert len(train.y.unique()) == 3
    assert len(_momenta(train)) == len(train)
    for task in TASKS.values():
        of_task = task.split(2)
        assert _momenta(of_task[0]) <= _momenta(train)
        assert not _momenta(of_task[2]) & (_momenta(train) | _momenta(val))
        assert _momenta(of_task[2]) <= _momenta(test)


def test_an_encoder_and_what_it_is_worth() -> None:
    options: dict[str, Any] = {"epochs": 1, "progress": False}
    trained = pretrained_on(TASKS, "autoencoder", seed=1, jets=150, **options)
    again = pretrained_on(TASKS, "autoencoder", seed=1, jets=150, **options)
    for name, value in trained.encoder.state_dict().items():
        assert torch.equal(value, again.encoder.state_dict()[name])
    result = list(run(trained.encoder, TASKS, [40], ways=("frozen",), seed=1, jets=150))
    assert [one.task for one in result] == ["w-qcd", "top-qcd"]
    shown = show(result, "autoencoder")
    assert [row[0] for row in shown.tables[0].rows] == ["w-qcd", "top-qcd"]
    assert len(shown.numbers["without_labels"]) == 2
