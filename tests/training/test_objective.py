"""Losses of one logit, of scores and of numbers: against each other and by hand."""

from typing import Any

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from pyg_jets import Constituents, JetTreeDataset, cluster, fit, predict
from pyg_jets.metrics import macro_auc
from pyg_jets.taggers import ParticleNet, RecNN, Tagger, load_tagger
from pyg_jets.training import fine_tune, transfer
from pyg_jets.training.objective import ManyClasses, Regression, TwoClasses, fold_into_head


def _jets(number: int, classes: int, seed: int = 0, weight: Any = None) -> JetTreeDataset:
    """The higher the class, the wider the jet; the column 'width' has its spread."""
    rng = np.random.default_rng(seed)
    labels, jets = np.arange(number) % classes, []
    for label in labels:
        y, phi = 0.1 * (1 + 1.5 * label) * rng.normal(size=(2, 5))
        pt = np.full(5, 20.0)
        jets.append(
            np.stack([pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(y), pt * np.cosh(y)], 1)
        )
    widths = np.array([np.std(jet[:, 1] / 20) for jet in jets])
    columns = {"width": 100 + 50 * widths}
    ptr = 5 * np.arange(number + 1)
    sample = Constituents(
        np.concatenate(jets), ptr, label=labels, weight=weight, jet_columns=columns
    )
    return cluster(sample)


QUICK: dict[str, Any] = {"epochs": 4, "batch_size": 40, "lr": 5e-3, "progress": False}
TRAIN, VAL = _jets(240, 3), _jets(120, 3, 1)


def _recnn(**options: Any) -> RecNN:
    torch.manual_seed(5)
    return RecNN(8, **options)


def test_three_classes_are_learnt() -> None:
    tagger = _recnn(num_classes=3)
    result = fit(tagger, TRAIN, VAL, **QUICK | {"epochs": 8})
    p = predict(tagger, VAL)
    assert p.shape == (120, 3)
    found = macro_auc(p, VAL.y).value
    assert found > 0.75
    assert max(epoch["val_auc"] for epoch in result.history) == pytest.approx(found, abs=1e-3)


def test_whole_weights_are_jets_repeated_of_three_classes() -> None:
    weight = np.random.default_rng(3).integers(1, 4, 60).astype(float)
    train, val = _jets(60, 3, weight=weight), _jets(60, 3, 1, weight=weight)
    copies = torch.arange(60).repeat_interleave(torch.from_numpy(weight).long())
    plain = [jets.constituents[:] for jets in (train, val)]
    for jets in plain:
        jets.weight = None
    repeated = [cluster(jets)[copies] for jets in plain]
    cases: list[dict[str, Any]] = [{}, {"objective": "regression"}]
    for options in cases:
        found = []
        for parts in ((train, val), repeated, [cluster(jets) for jets in plain]):
            tagger = _recnn(num_classes=None if options else 3).double()
            tagger.fit_scaling(TRAIN)
            all_at_once: dict[str, Any] = {"epochs": 2, "batch_size": 1000, "progress": False}
            found.append(fit(tagger, parts[0], parts[1], **all_at_once, **options).history)
        for one, other in zip(found[0], found[1], strict=True):
            assert one == pytest.approx(other, rel=1e-5)
        assert found[0][0]["val_loss"] != pytest.approx(found[2][0]["val_loss"], rel=1e-3)


def test_two_scores_train_as_one_logit() -> None:
    """Two scores and the logit of one against the other: the same network in two ways."""
    train, val = _jets(80, 2), _jets(40, 2, 1)
    made: list[Tagger] = []
    cases: list[dict[str, Any]] = [{}, {"num_classes": 2}]
    for options in cases:
        torch.manual_seed(1)
        made.append(ParticleNet(8, (4,), k=3, **options).double())
    one, two = made
    results = [fit(tagger, train, val, **QUICK) for tagger in made]
    assert (one.num_outputs, two.num_outputs) == (1, 2)
    for alone, both in zip(*(result.history for result in results), strict=True):
        assert alone == pytest.approx(both, rel=1e-8)
    torch.testing.assert_close(predict(two, val)[:, 1], predict(one, val), rtol=1e-7, atol=1e-9)


def test_two_scores_have_the_loss_and_the_gradient_of_one_logit() -> None:
    """Of a head with a row for each: the difference of the rows is that of the logit."""
    one, two = _recnn().double(), _recnn(num_classes=2).double()
    state = one.state_dict()
    last = {
        f"head.4.{key}": torch.cat((-state[f"head.4.{key}"], state[f"head.4.{key}"])) / 2
        for key in ("weight", "bias")
    }
    two.load_state_dict({**state, **last})
    batch = _jets(30, 2).batch()
    weight = torch.rand(30).double()
    for tagger, objective in ((one, TwoClasses()), (two, ManyClasses())):
        out = tagger(batch)
        objective.total(out, objective.labels(batch, out), weight).backward()
    for (name, a), (_, b) in zip(one.named_parameters(), two.named_parameters(), strict=True):
        assert b.grad is not None
        expected = b.grad[1:] if name.startswith("head.4") else b.grad
        torch.testing.assert_close(a.grad, expected)


def test_scores_agree_with_sklearn() -> None:
    outputs = torch.randn(40, 3)
    labels, weight = torch.arange(40) % 3, torch.ones(40)
    expected = roc_auc_score(labels, outputs.softmax(1), multi_class="ovr", average="macro")
    assert ManyClasses().scores(outputs, labels, weight)["val_auc"] == pytest.approx(expected)


def test_a_number_is_learnt_in_its_unit(tmp_path: Any) -> None:
    tagger = _recnn()
    result = fit(tagger, TRAIN, VAL, objective="regression", **QUICK | {"epochs": 8})
    told, truth = predict(tagger, VAL), VAL.constituents.jet_columns["width"]
    residual = ((told - truth) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()
    assert residual < 0.7
    assert max(e["val_r2"] for e in result.history) == pytest.approx(1 - float(residual), abs=1e-3)
    assert float(told.mean()) == pytest.approx(float(truth.mean()), rel=0.05)
    tagger.save(tmp_path / "width.safetensors")
    torch.testing.assert_close(predict(load_tagger(tmp_path / "width.safetensors"), VAL), told)
    # What is taught further begins where it was.
    again = fit(tagger, TRAIN, VAL, objective="regression", **QUICK | {"epochs": 1, "lr": 1e-9})
    torch.testing.assert_close(predict(again.tagger, VAL), told, rtol=1e-4, atol=1e-3)


def test_numbers_in_units_of_the_spread() -> None:
    batch = TRAIN.batch()
    truth = batch.jet_columns["width"]
    units = Regression("width", 100.0, 20.0).labels(batch, truth)
    torch.testing.assert_close(units, (truth - 100) / 20)


@pytest.mark.parametrize("make", [RecNN, ParticleNet])
def test_a_head_takes_in_a_unit(make: Any) -> None:
    tagger = make(8).eval()
    h = torch.randn(5, 8)
    before = tagger.head(h)
    assert fold_into_head(tagger, 80.0, 12.0)
    torch.testing.assert_close(tagger.head(h), 80 + 12 * before, rtol=1e-4, atol=1e-4)


def test_heads_of_another_number_of_classes() -> None:
    source = _recnn(num_classes=3)
    fit(source, TRAIN, VAL, **QUICK | {"epochs": 1})
    two = _jets(60, 2), _jets(30, 2, 1)
    for teach in (transfer, fine_tune):
        with pytest.raises(ValueError, match="all labels 0 to 2"):
            teach(source, *two, **QUICK)
        result = teach(source, *two, num_classes=2, **QUICK | {"epochs": 1})
        assert predict(result.tagger, two[1]).shape == (30,)
    wide = transfer(result.tagger, TRAIN, VAL, num_classes=3, **QUICK | {"epochs": 1}).tagger
    assert predict(wide, VAL).shape == (120, 3)
    assert wide.untrained().head[-1].out_features == 3


def test_weights_count_in_a_transfer() -> None:
    source, val = _recnn(), _jets(40, 2, 1)
    fit(source, _jets(60, 2), val, **QUICK | {"epochs": 1})
    weight = np.where(np.arange(60) % 2, 100.0, 1.0)
    fast = QUICK | {"lr": 0.05}
    heavy = transfer(source, _jets(60, 2, weight=weight), val, **fast).tagger
    plain = transfer(source, _jets(60, 2), val, **fast).tagger
    assert predict(heavy, val).mean() > predict(plain, val).mean() + 0.1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"objective": "ranking"}, r"one of classes, regression \(got 'ranking'\)"),
        ({"target": "width"}, r"column that objective='regression' learns \(got 'width'"),
        ({"objective": "regression", "target": "tau"}, r"one of width \(got tau\)"),
    ],
)
def test_objectives_that_are_none(options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit(
            _recnn(num_classes=None if "objective" in options else 3),
            TRAIN,
            VAL,
            **QUICK,
            **options,
        )


def test_labels_beyond_the_classes() -> None:
    tagger = _recnn()
    tagger.classes = ("qcd", "w")
    with pytest.raises(
        ValueError, match=r"0 \(qcd\), 1 \(w\) \(got labels \[0, 1, 2\]\).*num_classes=3"
    ):
        fit(tagger, TRAIN, VAL, **QUICK)
    with pytest.raises(ValueError, match=r"must have jets of all labels 0 to 3"):
        fit(_recnn(num_classes=4), TRAIN, VAL, **QUICK)


def test_numbers_that_cannot_be_learnt() -> None:
    with pytest.raises(ValueError, match="one output from a dense layer"):
        fit(_recnn(num_classes=3), TRAIN, VAL, objective="regression", **QUICK)
    for value, message in ((3.0, "must vary over the training jets"), (np.nan, "must be finite")):
        constant = TRAIN.constituents[:]
        constant.jet_columns["width"] = np.full(240, value)
        with pytest.raises(ValueError, match=message):
            fit(_recnn(), cluster(constant), VAL, objective="regression", **QUICK)


def test_outputs_of_another_shape_than_is_said() -> None:
    class Wrong(RecNN):
        def embed(self, batch: Any, gate: Any = None) -> Any:
            return super().embed(batch, gate)[:-1]

    with pytest.raises(ValueError, match=r"Wrong must give outputs of shape \(40, 3\)"):
        fit(Wrong(8, num_classes=3), TRAIN, VAL, **QUICK)
