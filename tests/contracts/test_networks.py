"""Networks of the kinds that people have, each plugged in as the documentation says."""

import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, attribution, cluster, load_tagger
from tests.networks import made, rows
from tests.unchanged import same, state

ROWS = rows()
FEW = {"steps": 2, "samples": 2, "tolerance": 1e9}
pytestmark = [
    pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to"),
    pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated"),
]


@pytest.fixture(scope="module")
def jets(toy_jets: Constituents) -> JetTreeDataset:
    """Three small jets with identities, charges and displacements."""
    p4 = torch.cat([toy_jets[k].p4 for k in (0, 1, 2)])
    charge = torch.arange(6) % 3 - 1
    columns = {"part_d0val": torch.linspace(-1, 1, 6)}
    pid = torch.where(charge == 0, 22, 211)
    return cluster(Constituents(p4, [0, 1, 3, 6], pid=pid, charge=charge, particle_columns=columns))


@pytest.fixture(autouse=True)
def _few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Along the way of gradient SHAP, which are 96 passes."""
    module = importlib.import_module("pyg_jets.attribution.gradient_shap")
    monkeypatch.setattr(module, "_PARTS", 6)


@pytest.fixture(params=list(ROWS), ids=list(ROWS))
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_there_are_many() -> None:
    assert len(ROWS) >= 30


def test_a_network(kind: str, jets: JetTreeDataset, tmp_path: Path) -> None:
    tagger, batch = made(ROWS[kind]).eval(), jets.batch()
    tagger.fit_scaling(jets)
    before = state(tagger)
    logits = tagger(batch)
    assert logits.shape == (3,)
    alone = torch.cat([tagger(tree) for tree in jets])
    torch.testing.assert_close(alone, logits, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(tagger.readout(tagger.states(batch), batch), tagger.embed(batch))
    for name, method in attribution.applicable(tagger).items():
        few = {k: FEW[k] for k in inspect.signature(method.function).parameters if k in FEW}
        if kind == "integer inputs" and (name.endswith("_features") or name == "smooth_grad"):
            with pytest.raises(TypeError, match="features must be real numbers"):
                method(tagger, batch, **few)
            continue
        values = method(tagger, batch, **few)
        assert values.shape == (batch.num_nodes,), name
        assert values.isfinite().all(), name
    assert (attribution.node_saliency(tagger, batch) > 0).any()
    assert same(before, state(tagger))
    tagger.save(tmp_path / "tagger")
    other = made(ROWS[kind])
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.zero_()
    loaded = load_tagger(tmp_path / "tagger", into=other)
    torch.testing.assert_close(loaded(batch), logits)
