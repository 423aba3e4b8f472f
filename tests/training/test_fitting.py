"""Training learns, repeats itself, resumes, and says what is wrong."""

import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import ConcatDataset, Subset, WeightedRandomSampler
from torch_geometric.loader import DataLoader

from pyg_jets import (
    Constituents,
    JetLoader,
    JetTreeDataset,
    JetTreeShards,
    cluster,
    fit,
    predict,
)
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import FCN, RecNN, Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.training.fitting import _check_weights, training_mode
from pyg_jets.transforms import LundTree
from tests.training.two_widths import two_widths

TRAIN, VAL = two_widths(600, 0), two_widths(300, 1)
SETTINGS: dict[str, Any] = {"epochs": 4, "batch_size": 50, "lr": 5e-3, "progress": False}


def _tagger(kind: type[RecNN] = RecNN) -> RecNN:
    with torch.random.fork_rng():
        torch.manual_seed(5)
        return kind(hidden_channels=8)


def _weights(tagger: Tagger) -> Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in tagger.parameters()])


def test_it_learns_and_keeps_the_best_epoch() -> None:
    result = fit(_tagger(), TRAIN, VAL, **SETTINGS)
    assert VAL.y is not None
    auc = roc_auc(predict(result.tagger, VAL), VAL.y).value
    assert auc > 0.75
    history = [epoch["val_auc"] for epoch in result.history]
    assert auc == pytest.approx(max(history), abs=1e-6)
    assert history[result.best_epoch] == max(history)
    assert result.history[-1]["train_loss"] < result.history[0]["train_loss"]


def test_one_seed_one_result() -> None:
    first, second = (_weights(fit(_tagger(), TRAIN, VAL, **SETTINGS).tagger) for _ in range(2))
    assert torch.equal(first, second)
    other = fit(_tagger(), TRAIN, VAL, **SETTINGS, seed=1).tagger
    assert not torch.equal(first, _weights(other))


class _PowerCut(RecNN):
    """Fails in its third epoch."""

    steps = 0

    def forward(self, batch: Any) -> Tensor:
        self.steps += self.training
        if self.steps > 2 * 12 + 5:
            raise RuntimeError("power cut")
        return super().forward(batch)


def test_resumed_equals_uninterrupted(tmp_path: Path) -> None:
    whole = fit(_tagger(), TRAIN, VAL, **SETTINGS)
    with pytest.raises(RuntimeError, match="power cut"):
        fit(_tagger(_PowerCut), TRAIN, VAL, **SETTINGS, directory=tmp_path)
    resumed = fit(_tagger(), TRAIN, VAL, **SETTINGS, directory=tmp_path)
    assert torch.equal(_weights(resumed.tagger), _weights(whole.tagger))
    assert resumed.history == whole.history
    assert resumed.best_epoch == whole.best_epoch


def test_a_folder_holds_one_run(tmp_path: Path) -> None:
    fit(_tagger(), TRAIN, VAL, **SETTINGS, directory=tmp_path)
    with pytest.raises(ValueError, match=r"same settings .*'epochs': 2.*\(got .*'epochs': 4"):
        fit(_tagger(), TRAIN, VAL, **{**SETTINGS, "epochs": 2}, directory=tmp_path)


def test_stops_early() -> None:
    result = fit(_tagger(), TRAIN, VAL, **{**SETTINGS, "epochs": 30, "lr": 0.0}, patience=2)
    assert len(result.history) == 3


def test_labels_are_needed() -> None:
    unlabelled = cluster(Constituents(TRAIN.constituents.p4, TRAIN.constituents.ptr))
    with pytest.raises(ValueError, match=r"'train' must have .* both labels .*\(got labels \[\]\)"):
        fit(_tagger(), unlabelled, VAL)
    assert VAL.y is not None
    with pytest.raises(ValueError, match=r"'val' must have .*\(got labels \[1\]\)"):
        fit(_tagger(), TRAIN, VAL[VAL.y == 1])


def test_silent_without_progress(capfd: pytest.CaptureFixture[str]) -> None:
    fit(_tagger(), TRAIN, VAL, **{**SETTINGS, "epochs": 1})
    said = capfd.readouterr()
    assert said.out + said.err == ""


def test_random_state_of_the_caller_is_left_alone() -> None:
    before = torch.random.get_rng_state()
    fit(_tagger(), TRAIN, VAL, **{**SETTINGS, "epochs": 1})
    assert torch.equal(before, torch.random.get_rng_state())


def test_jets_in_many_files(tmp_path: Path) -> None:
    shards = JetTreeShards.write(tmp_path, [TRAIN[:250], TRAIN[250:]])
    result = fit(_tagger(), shards, VAL, **SETTINGS)
    assert result.history[-1]["train_loss"] < result.history[0]["train_loss"]
    assert torch.equal(predict(result.tagger, shards), predict(result.tagger, TRAIN))


def test_spawned_processes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"'ddp' \(got 'ddp_spawn'\)"):
        fit(_tagger(), TRAIN, VAL, **SETTINGS, strategy="ddp_spawn")


RECIPE = Recipe(epochs=2, batch_size=100, lr=1e-3)


class _Two(RecNN):
    recipe = RECIPE


def _trained(tagger: Tagger, **options: Any) -> Tensor:
    return _weights(fit(tagger, TRAIN, VAL, progress=False, **options).tagger)


def test_the_recipe_of_the_class_is_taken() -> None:
    expected = _trained(_tagger(), epochs=2, batch_size=100, lr=1e-3)
    assert torch.equal(_trained(_tagger(_Two)), expected)
    assert torch.equal(_trained(_tagger(), recipe=RECIPE), expected)
    assert len(fit(_tagger(_Two), TRAIN, VAL, epochs=1, progress=False).history) == 1


def test_without_weight_decay_it_is_adam() -> None:
    """The weights are those of torch's own Adam, bit for bit."""
    found, own = _trained(_tagger(), epochs=2, batch_size=600, lr=1e-2), _tagger()
    own.fit_scaling(TRAIN)
    adam = torch.optim.Adam(own.parameters(), lr=1e-2)
    cycle = torch.optim.lr_scheduler.OneCycleLR(adam, 1e-2, total_steps=2)
    loader, weights = JetLoader(TRAIN, 600, shuffle=True), []
    for _ in range(2):
        (batch,) = loader
        adam.zero_grad()
        loss = binary_cross_entropy_with_logits(own(batch), batch.y.float(), reduction="sum") / 600
        loss.backward()
        torch.nn.utils.clip_grad_norm_(own.parameters(), 1.0)
        adam.step()
        cycle.step()
        weights.append(_weights(own))
    assert any(torch.equal(found, each) for each in weights)


def test_weight_decay_makes_weights_smaller() -> None:
    plain, decayed = (
        _trained(_tagger(), recipe=Recipe(epochs=2, weight_decay=decay)) for decay in (0.0, 100.0)
    )
    assert decayed.norm() < 0.8 * plain.norm()


def test_turned_training_jets_resume_too(tmp_path: Path) -> None:
    recipe = Recipe(epochs=4, batch_size=50, turned=True)

    def small() -> FCN:
        with torch.random.fork_rng():
            torch.manual_seed(5)
            return FCN(8, length=6)

    straight = _trained(small(), recipe=Recipe(epochs=4, batch_size=50))
    whole = _trained(small(), recipe=recipe)
    assert not torch.equal(whole, straight)
    stopped = small()
    stopped.register_forward_hook(_PowerCutHook())
    with pytest.raises(RuntimeError, match="power cut"):
        fit(stopped, TRAIN, VAL, recipe=recipe, progress=False, directory=tmp_path)
    assert torch.equal(_trained(small(), recipe=recipe, directory=tmp_path), whole)


class _PowerCutHook:
    """Fails in the third epoch."""

    steps = 0

    def __call__(self, module: torch.nn.Module, *_: Any) -> None:
        self.steps += module.training
        if self.steps > 2 * 12 + 5:
            raise RuntimeError("power cut")


def test_a_folder_holds_one_run_of_one_network_on_the_same_jets(tmp_path: Path) -> None:
    fit(_tagger(), TRAIN, VAL, **SETTINGS, directory=tmp_path)
    assert TRAIN.y is not None
    turned_round = cluster(TRAIN.constituents.with_label(1 - TRAIN.y))
    for train, val in ((turned_round, VAL), (TRAIN, VAL[:200]), (TRAIN[1:], VAL)):
        with pytest.raises(ValueError, match="must hold a run with the same settings"):
            fit(_tagger(), train, val, **SETTINGS, directory=tmp_path)
    with pytest.raises(ValueError, match="must hold a run with the same settings"):
        fit(RecNN(9), TRAIN, VAL, **SETTINGS, directory=tmp_path)


def test_what_is_no_training() -> None:
    with pytest.raises(TypeError, match=r"'train' must be a JetTreeDataset.*\(got Constituents\)"):
        fit(_tagger(), TRAIN.constituents, VAL)
    for name in ("epochs", "batch_size"):
        with pytest.raises(ValueError, match=rf"'{name}' must be an integer from 1 on \(got 0\)"):
            fit(_tagger(), TRAIN, VAL, **{**SETTINGS, name: 0})


class _Interrupted(RecNN):
    """Somebody presses Ctrl-C in the first step."""

    def forward(self, batch: Any) -> Tensor:
        if self.training:
            raise KeyboardInterrupt
        return super().forward(batch)


def test_ctrl_c_ends_a_training_as_all_else() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        fit(_tagger(_Interrupted), TRAIN, VAL, **SETTINGS)
    assert signal.getsignal(signal.SIGINT) == before


def test_the_progress_bar_leaves_standard_output_alone(capfd: pytest.CaptureFixture[str]) -> None:
    fit(_tagger(), TRAIN, VAL, **{**SETTINGS, "epochs": 1, "progress": True})
    said = capfd.readouterr()
    assert said.out == ""
    assert " epoch 1 of 1: " in said.err


def test_jets_with_a_transform_are_not_turned() -> None:
    jets = TRAIN[:]
    jets.transform = LundTree()
    with pytest.raises(ValueError, match=r"cannot be turned.*\(got LundTree\).*turned=False"):
        fit(FCN(8, length=6), jets, VAL, progress=False)


@pytest.mark.parametrize("kind", ["data set", "subset", "joined", "trees", "loader"])
def test_jets_from_elsewhere(kind: str) -> None:
    expected = _trained(_tagger(), epochs=1, batch_size=100)
    half = len(TRAIN) // 2
    trees = {
        "data set": TRAIN,
        "subset": Subset(TRAIN, range(len(TRAIN))),
        "joined": ConcatDataset([TRAIN[:half], Subset(TRAIN, range(half, len(TRAIN)))]),
        "trees": list(TRAIN),
        "loader": DataLoader(TRAIN, 100, shuffle=True),
    }[kind]
    size = None if kind == "loader" else 100
    result = fit(_tagger(), trees, VAL, epochs=1, progress=False, batch_size=size)
    assert torch.equal(_weights(result.tagger), expected)


def test_a_loader_with_a_sampler_of_its_own_resumes_too(tmp_path: Path) -> None:
    def loader() -> JetLoader:
        generator = torch.Generator().manual_seed(4)
        weights = [1.0 + k % 3 for k in range(len(TRAIN))]
        sampler = WeightedRandomSampler(weights, 300, generator=generator)
        return JetLoader(TRAIN, 25, sampler=sampler)

    options: dict[str, Any] = {"epochs": 4, "lr": 5e-3, "progress": False}
    whole = fit(_tagger(), loader(), VAL, **options)
    with pytest.raises(RuntimeError, match="power cut"):
        fit(_tagger(_PowerCut), loader(), VAL, **options, directory=tmp_path)
    resumed = fit(_tagger(), loader(), VAL, **options, directory=tmp_path)
    assert torch.equal(_weights(resumed.tagger), _weights(whole.tagger))
    assert not torch.equal(_weights(whole.tagger), _trained(_tagger(), epochs=4, lr=5e-3))


class _Nothing(RecNN):
    """Gives a number that is none, in some step."""

    steps = 0

    def forward(self, batch: Any) -> Tensor:
        self.steps += 1
        logits = super().forward(batch)
        return logits * (torch.nan if self.steps == 3 else 1)


def test_a_loss_that_is_not_finite_ends_the_training() -> None:
    message = r"loss in training must be finite \(got nan in epoch 0, step 2; 50 of 50 logits"
    with pytest.raises(ValueError, match=message):
        fit(_tagger(_Nothing), TRAIN, VAL, **SETTINGS)
    with pytest.raises(ValueError, match=r"loss in validation must be finite \(got nan"):
        fit(_tagger(_Nothing), TRAIN, VAL, **{**SETTINGS, "batch_size": 400})


def test_what_is_fixed_stays_fixed() -> None:
    frozen, eval_alone, trained = (torch.nn.BatchNorm1d(8) for _ in range(3))
    tagger = _tagger()
    tagger.head = torch.nn.Sequential(frozen, eval_alone, trained, *tagger.head)
    frozen.requires_grad_(False)
    assert training_mode(tagger.eval()).training
    assert [norm.training for norm in (frozen, eval_alone, trained)] == [False, True, True]
    eval_alone.eval()
    training_mode(tagger)
    assert [norm.training for norm in (frozen, eval_alone, trained)] == [False, False, True]
    fit(tagger, TRAIN, VAL, **{**SETTINGS, "epochs": 1})
    assert torch.equal(frozen.running_mean, torch.zeros(8))  # type: ignore[arg-type]
    assert torch.equal(eval_alone.running_mean, torch.zeros(8))  # type: ignore[arg-type]
    assert not torch.equal(trained.running_mean, torch.zeros(8))  # type: ignore[arg-type]


def _with_weights(trees: JetTreeDataset, weight: Tensor) -> JetTreeDataset:
    jets = trees.constituents[:]
    jets.weight = weight
    return cluster(jets)


WHOLE = torch.randint(0, 4, (60,), generator=torch.Generator().manual_seed(1)).double()
NOT_TURNED = Recipe(epochs=2, batch_size=1000, lr=5e-3, weight_decay=0.0)


def test_whole_weights_are_jets_repeated() -> None:
    """In loss, validation and gradients, if all jets are in one step."""
    train, val = _with_weights(TRAIN[:60], WHOLE), _with_weights(VAL[:60], WHOLE)
    copies = torch.arange(60).repeat_interleave(WHOLE.long())
    found = []
    for parts in ((train, val), (TRAIN[copies], VAL[copies]), (TRAIN[:60], VAL[:60])):
        tagger = _tagger().double()
        tagger.fit_scaling(TRAIN)
        result = fit(tagger, *parts, recipe=NOT_TURNED, progress=False)
        found.append((result, _weights(result.tagger)))
    (weighted, mine), (repeated, theirs), (plain, others) = found
    for one, other in zip(weighted.history, repeated.history, strict=True):
        assert one == pytest.approx(other, rel=1e-5)
    torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-7)
    assert weighted.history[0] != pytest.approx(plain.history[0], rel=1e-3)
    assert (mine - others).abs().max() > 1e-4


def test_equal_weights_change_nothing() -> None:
    equal = fit(_tagger(), _with_weights(TRAIN, torch.ones(600) / 64), VAL, **SETTINGS)
    plain = fit(_tagger(), TRAIN, VAL, **SETTINGS)
    assert torch.equal(_weights(equal.tagger), _weights(plain.tagger))


def test_weights_are_those_of_the_run(tmp_path: Path) -> None:
    one = _with_weights(TRAIN[:60], WHOLE)
    fit(_tagger(), one, VAL, directory=tmp_path, epochs=1, progress=False)
    other = _with_weights(TRAIN[:60], WHOLE.flip(0))
    with pytest.raises(ValueError, match="must hold a run with the same settings"):
        fit(_tagger(), other, VAL, directory=tmp_path, epochs=1, progress=False)


def test_weights_that_cannot_be_trained_on() -> None:
    negative = _with_weights(TRAIN[:60], WHOLE - 1)
    with pytest.raises(ValueError, match=r"'train' must have no negative weights"):
        fit(_tagger(), negative, VAL, **SETTINGS)
    assert VAL.y is not None
    nothing = _with_weights(VAL, (VAL.y == 1).double())
    with pytest.raises(ValueError, match=r"'val' must have weights above 0 in both classes"):
        fit(_tagger(), TRAIN, nothing, **SETTINGS)
    labels = torch.arange(len(VAL)) % 3
    three = _with_weights(VAL, (labels != 2).double())
    three.constituents.label = labels
    with pytest.raises(ValueError, match=r"'train' must have weights above 0 in all classes"):
        _check_weights("train", cluster(three.constituents), 3)
    none = _with_weights(VAL, torch.zeros(len(VAL)))
    with pytest.raises(ValueError, match=r"'train' must have weights above 0 in some jets"):
        _check_weights("train", none, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 1.5}, r"'epochs' must be an integer from 1 on \(got 1.5\)"),
        ({"batch_size": "4"}, r"'batch_size' must be an integer from 1 on \(got 4\)"),
        ({"seed": 0.5}, r"'seed' must be an integer \(got 0.5\)"),
    ],
    ids=str,
)
def test_numbers_that_are_no_integers(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit(_tagger(), TRAIN, VAL, **{**SETTINGS, **options})
