"""L-GATr through its own package: the contract of all taggers, and its symmetry."""

import builtins
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, attribution, cluster, fit, load_tagger, predict
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers.by_name import tagger_named
from pyg_jets.taggers.l_gatr import LGATr
from tests.contracts import test_taggers as contract

CONTRACT = {name: test for name, test in vars(contract).items() if name.startswith("test_")}
del CONTRACT["test_it_learns"]  # below, in more steps: it starts with little of the momenta


@pytest.fixture
def small() -> Any:
    pytest.importorskip("lgatr", reason="the package lgatr is not there")
    return LGATr(8, multivectors=2, scalars=4, blocks=2, heads=2)


@pytest.mark.parametrize("name", CONTRACT)
def test_contract(name: str, small: LGATr, toy_jets: Constituents, tmp_path: Path) -> None:
    small.fit_scaling(cluster(toy_jets))
    arguments = {"tagger": small.eval(), "toy_jets": toy_jets, "tmp_path": tmp_path}
    test = CONTRACT[name]
    names = test.__code__.co_varnames[: test.__code__.co_argcount]
    test(**{key: arguments[key] for key in names})


def _boosted(p4: Tensor, axis: int, rapidity: float) -> Tensor:
    moved, eta = p4.clone(), torch.tensor(rapidity)
    moved[:, axis] = eta.cosh() * p4[:, axis] + eta.sinh() * p4[:, 3]
    moved[:, 3] = eta.sinh() * p4[:, axis] + eta.cosh() * p4[:, 3]
    return moved


def _turned(p4: Tensor, first: int, second: int, angle: float) -> Tensor:
    moved, angle_ = p4.clone(), torch.tensor(angle)
    moved[:, first] = angle_.cos() * p4[:, first] - angle_.sin() * p4[:, second]
    moved[:, second] = angle_.sin() * p4[:, first] + angle_.cos() * p4[:, second]
    return moved


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("symmetry", ["beam", "full"])
def test_symmetry(symmetry: Any, toy_jets: Constituents) -> None:
    options: Any = {"multivectors": 2, "scalars": 4, "blocks": 2, "heads": 2}
    tagger = LGATr(8, symmetry=symmetry, **options).double().eval()

    def logits(p4: Tensor) -> Tensor:
        found: Tensor = tagger(cluster(Constituents(p4, toy_jets.ptr)).batch())
        return found

    plain = logits(toy_jets.p4)
    about_beam = logits(_turned(toy_jets.p4, 0, 1, 0.7))
    torch.testing.assert_close(about_beam, plain, rtol=1e-4, atol=1e-5)
    others = [logits(_boosted(toy_jets.p4, 0, 0.3)), logits(_turned(toy_jets.p4, 0, 2, 0.4))]
    for moved in others:
        same = bool(torch.allclose(moved, plain, rtol=1e-4, atol=1e-5))
        assert same == (symmetry == "full")


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_it_learns() -> None:
    options: Any = {"multivectors": 4, "scalars": 8, "blocks": 2, "heads": 2}
    train, val = contract._wide_and_narrow(500, 0), contract._wide_and_narrow(200, 1)
    tagger = LGATr(8, **options)
    fit(tagger, train, val, epochs=12, batch_size=16, lr=1e-2, progress=False)
    assert roc_auc(predict(tagger, val), val.y).value > 0.75


def test_attributions_and_files(small: LGATr, toy_jets: Constituents, tmp_path: Path) -> None:
    batch = cluster(toy_jets).batch()
    values = attribution.input_x_gradient(small.eval(), batch)
    assert values.isfinite().all()
    assert (values[~batch.is_leaf] == 0).all()
    small.save(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger")(batch), small(batch))
    assert tagger_named("l_gatr")[1] is LGATr


def test_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"must be 'beam' or 'full' \(got 'none'\)"):
        LGATr(symmetry="none")  # type: ignore[arg-type]
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "lgatr":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"pip install pyg-jets\[lgatr\]"):
        LGATr()
