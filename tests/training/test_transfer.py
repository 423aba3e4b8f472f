"""A frozen embedding stays frozen, its head learns, and one epoch is one epoch of the recipe."""

import copy
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import cluster, fit, predict
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import CNN, LoLa, RecNN, Tagger
from pyg_jets.training import embed
from pyg_jets.training.transfer import fine_tune, transfer
from tests.training.two_widths import two_widths

SETTINGS: dict[str, Any] = {"epochs": 4, "batch_size": 50, "lr": 5e-3, "progress": False}


TRAIN, VAL = two_widths(600, 0), two_widths(300, 1)


@pytest.fixture(scope="module")
def source() -> Tagger:
    with torch.random.fork_rng():
        torch.manual_seed(5)
        tagger = RecNN(hidden_channels=8)
    # Other jets than those of the new task, and so another scaling.
    return fit(tagger, two_widths(400, 2), VAL, **SETTINGS).tagger


def _parts(tagger: Tagger) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """What is below the head, and the head."""
    state = tagger.state_dict()
    head = {key: value for key, value in state.items() if key.startswith("head.")}
    return {key: value for key, value in state.items() if key not in head}, head


def _same(first: dict[str, Tensor], second: dict[str, Tensor]) -> list[str]:
    return [key for key in first if torch.equal(first[key], second[key])]


def test_embedding_and_scaling_stay_and_the_head_is_new(source: Tagger) -> None:
    before = copy.deepcopy(source.state_dict())
    result = transfer(source, TRAIN, VAL, **SETTINGS)
    (embedding, head), (old_embedding, old_head) = _parts(result.tagger), _parts(source)
    assert _same(embedding, old_embedding) == list(old_embedding)
    assert _same(head, old_head) == []
    assert _same(source.state_dict(), before) == list(before)
    assert torch.equal(embed(result.tagger, VAL), embed(source, VAL))


def test_the_new_head_has_learnt(source: Tagger) -> None:
    result = transfer(source, TRAIN, VAL, **SETTINGS)
    assert VAL.y is not None
    auc = roc_auc(predict(result.tagger, VAL), VAL.y).value
    history = [epoch["val_auc"] for epoch in result.history]
    assert auc == pytest.approx(max(history), abs=1e-6)
    assert history[result.best_epoch] == max(history)
    assert auc > 0.75


def test_equals_training_through_the_frozen_embedding(source: Tagger) -> None:
    slow = copy.deepcopy(source).train()
    with torch.random.fork_rng():
        torch.manual_seed(3)
        for layer in (slow.head[0], slow.head[2], slow.head[4]):
            assert isinstance(layer, torch.nn.Linear)
            layer.reset_parameters()
    for name, parameter in slow.named_parameters():
        parameter.requires_grad_(name.startswith("head."))
    expected = fit(slow, TRAIN, VAL, seed=3, **SETTINGS)
    result = transfer(source, TRAIN, VAL, seed=3, **SETTINGS)
    torch.testing.assert_close(predict(result.tagger, VAL), predict(expected.tagger, VAL))
    assert result.best_epoch == expected.best_epoch


def test_fine_tuning_starts_there_and_moves_everything(source: Tagger) -> None:
    start = fine_tune(source, TRAIN, VAL, **{**SETTINGS, "lr": 0.0, "epochs": 1}).tagger
    assert torch.equal(embed(start, VAL), embed(source, VAL))
    tuned = fine_tune(source, TRAIN, VAL, **SETTINGS).tagger
    embedding, old = _parts(tuned)[0], _parts(source)[0]
    assert _same(embedding, old) == ["center", "scale", "frame_number"]


@pytest.mark.parametrize("train", [transfer, fine_tune])
def test_one_seed_one_result(source: Tagger, train: Any) -> None:
    short = {**SETTINGS, "epochs": 1}
    first, second, other = (
        predict(train(source, TRAIN, VAL, seed=seed, **short).tagger, VAL) for seed in (0, 0, 1)
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_untrained_has_the_scaling_and_nothing_else(source: Tagger) -> None:
    fresh = source.untrained(seed=4)
    with torch.random.fork_rng():
        torch.manual_seed(4)
        expected = RecNN(hidden_channels=8)
    for name, parameter in expected.named_parameters():
        assert torch.equal(fresh.get_parameter(name), parameter)
    assert torch.equal(fresh.center, source.center)
    assert torch.equal(fresh.scale, source.scale)
    assert fresh.frame == source.frame
    assert copy.deepcopy(source).double().untrained().center.dtype == torch.float64


def test_a_tagger_with_a_view_is_transferred_too() -> None:
    tagger = CNN()
    tagger.fit_scaling(TRAIN)
    result = transfer(tagger, TRAIN, VAL, **{**SETTINGS, "epochs": 1})
    assert predict(result.tagger, VAL).isfinite().all()


def test_random_state_of_the_caller_is_left_alone(source: Tagger) -> None:
    before = torch.random.get_rng_state()
    transfer(source.untrained(), TRAIN, VAL, **{**SETTINGS, "epochs": 1})
    assert torch.equal(before, torch.random.get_rng_state())


@pytest.mark.parametrize("train", [transfer, fine_tune])
def test_bad_input(source: Tagger, train: Any) -> None:
    with pytest.raises(ValueError, match="'source' must be a trained tagger"):
        train(RecNN(), TRAIN, VAL)
    with pytest.raises(ValueError, match=r"'val' must have .*\(got labels \[1\]\)"):
        train(source, TRAIN, VAL[VAL.y == 1])
    laboratory = cluster(TRAIN.constituents, frame="laboratory")
    with pytest.raises(ValueError, match=r"'jet' frame \(got 'laboratory'\)"):
        train(source, laboratory, VAL, progress=False)


def test_a_recipe_with_turned_jets_and_a_head_with_a_normalisation() -> None:
    source = fit(LoLa(), TRAIN, VAL, **{**SETTINGS, "epochs": 1}).tagger
    result = transfer(source, TRAIN, VAL, recipe=replace(LoLa.recipe, epochs=1), progress=False)
    steps = result.tagger.get_buffer("head.0.num_batches_tracked")
    assert 0 < int(steps) <= -(-len(TRAIN) // LoLa.recipe.batch_size)


@pytest.mark.parametrize("train", [transfer, fine_tune])
def test_standardised_is_the_same_whatever_the_units(source: Tagger, train: Any) -> None:
    """An embedding in other units gives the same head: the plain head does not."""
    other = copy.deepcopy(source)
    other.norm = torch.nn.Linear(8, 8)
    with torch.no_grad():
        other.norm.weight.copy_(1000 * torch.eye(8))
        other.norm.bias.fill_(300.0)
    short = {**SETTINGS, "epochs": 1, "lr": 0.0 if train is fine_tune else SETTINGS["lr"]}
    found = [
        predict(train(tagger, TRAIN, VAL, standardised=standardised, **short).tagger, VAL)
        for standardised in (True, False)
        for tagger in (source, other)
    ]
    torch.testing.assert_close(found[0], found[1], atol=2e-3, rtol=0)
    assert (found[2] - found[3]).abs().max() > 0.05


def test_the_standardised_head_is_the_one_that_was_validated(source: Tagger) -> None:
    result = transfer(source, TRAIN, VAL, standardised=True, **SETTINGS)
    assert VAL.y is not None
    auc = roc_auc(predict(result.tagger, VAL), VAL.y).value
    assert auc == pytest.approx(max(epoch["val_auc"] for epoch in result.history), abs=1e-4)


def test_a_network_that_knows_one_head_takes_no_other_number_of_classes(source: Tagger) -> None:
    class OneHead(RecNN):
        def __init__(self, hidden_channels: int = 8, cell: str = "simple") -> None:
            super().__init__(hidden_channels, cell)

    one_head = OneHead()
    one_head.load_state_dict(source.state_dict())
    with pytest.raises(TypeError, match="OneHead must take 'num_classes' for a task of 3 classes"):
        transfer(one_head, TRAIN, VAL, num_classes=3)
