"""Every public path runs where the tagger is, wherever the jets are: no operation mixes devices."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor
from torch_geometric.explain import CaptumExplainer, GNNExplainer

from pyg_jets import (
    Constituents,
    JetLoader,
    attribution,
    cluster,
    evaluation,
    intervention,
    lund_coordinates,
    predict,
    probing,
)
from pyg_jets.attribution.pair_saliency import as_transformer
from pyg_jets.intervention.response import _gradient
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.turning import turned
from pyg_jets.training import embed
from pyg_jets.transforms import FourVectors, Image, LundTree, ParticleCloud, Sequence
from tests.attributed import MAKERS, made
from tests.other_device import DEVICE, Elsewhere, OtherDevice, moved

FEW: dict[str, Any] = {"steps": 3, "samples": 2}
pytestmark = pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")


@pytest.fixture(autouse=True)
def _device() -> Iterator[None]:
    device: Any = OtherDevice
    with device():
        yield


@pytest.fixture
def jets(toy_jets: Constituents) -> Constituents:
    return toy_jets[:5]


def _there(batch: Any) -> Any:
    return batch.clone().to(DEVICE)


def test_the_device_refuses_what_a_gpu_refuses() -> None:
    here = torch.arange(3.0)
    there = here.to(DEVICE)
    assert isinstance(there * 2, Elsewhere)
    assert (there * torch.tensor(2.0)).cpu().tolist() == [0, 2, 4]
    assert there[torch.tensor([0, 2])].tolist() == [0, 2]
    mixtures: list[Any] = [
        lambda: here * there,
        lambda: torch.cat((here, there)),
        lambda: here[there > 1],
    ]
    for mixed in mixtures:
        with pytest.raises(RuntimeError, match="must be on one device"):
            mixed()
    with pytest.raises((RuntimeError, TypeError)):
        there.numpy()


@pytest.mark.parametrize("name", MAKERS)
def test_taggers(name: str, jets: Constituents) -> None:
    tagger, trees = made(name, jets), cluster(jets)
    other = moved(tagger)
    logits = other(_there(trees.batch()))
    assert logits.device == DEVICE
    torch.testing.assert_close(logits.detach().cpu(), tagger(trees.batch()).detach())
    for function in (predict, embed):
        found = function(other, trees)
        assert found.device.type == "cpu"
        torch.testing.assert_close(found, function(tagger, trees))
    training = other.train()(_there(turned(trees.batch(), torch.Generator().manual_seed(0))))
    training.sum().backward()
    other.fit_scaling(trees)


@pytest.mark.parametrize("name", ["gated", "TreeNiN", "LundNet", "PFN", "GCN"])
def test_attributions(name: str, jets: Constituents) -> None:
    tagger, batch = made(name, jets), cluster(jets).batch()
    other = moved(tagger)
    for method in attribution.applicable(tagger).values():
        few = {k: v for k, v in FEW.items() if k in _options(method)}
        expected = method(tagger, batch, **few)
        found = method(other, batch, **few)
        assert found.device.type == "cpu"
        torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-8)
    assert attribution.node_saliency(other, _there(batch)).device == DEVICE


def _options(method: attribution.Attribution) -> set[str]:
    import inspect

    return set(inspect.signature(method.function).parameters)


VIEWS = [FourVectors(), Image(), LundTree(), ParticleCloud(3), Sequence(8)]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: type(view).__name__)
def test_views(view: Any, jets: Constituents) -> None:
    batch = cluster(jets).batch()
    expected, found = view(batch.clone()), view(_there(batch))
    for key, value in expected.to_dict().items():
        if isinstance(value, Tensor):
            assert found[key].device == DEVICE, key
            torch.testing.assert_close(found[key].cpu(), value)


def test_trees(jets: Constituents) -> None:
    batch = cluster(jets).batch()
    there = _there(batch)
    assert torch.equal(there.is_leaf.cpu(), batch.is_leaf)
    assert there.sort().validate()
    found, expected = lund_coordinates(there.sort()), lund_coordinates(batch)
    for name in ("z", "psi", "mass", "primary", "node"):
        assert torch.equal(getattr(found, name).cpu(), getattr(expected, name))
    moved_jets = turned(there, torch.Generator().manual_seed(0))
    torch.testing.assert_close(
        moved_jets.p4.cpu(), turned(batch, torch.Generator().manual_seed(0)).p4
    )
    assert next(iter(JetLoader(cluster(jets)))).x.device.type == "cpu"


@pytest.mark.parametrize("name", ["RecNN", "GCN", "LundNet"])
def test_explainers_and_evaluation(name: str, jets: Constituents) -> None:
    tagger, trees = made(name, jets), cluster(jets)
    other, batch = moved(tagger), trees.batch()
    explainers: list[Any] = [CaptumExplainer("Saliency")]
    if name == "GCN":  # an edge mask of PyG's is drawn where the edges are
        explainers.append(GNNExplainer(epochs=2))
    for explainer in explainers:
        found, expected = (
            attribution.explanation(each, batch, explainer).node_mask for each in (other, tagger)
        )
        assert found.shape == expected.shape
        assert found.device == DEVICE
    direction = torch.randn(tagger.state_channels, dtype=torch.float64)
    torch.testing.assert_close(
        attribution.projection(other, batch, direction),
        attribution.projection(tagger, batch, direction),
    )
    method = attribution.branch_removal
    one, two = (evaluation.completeness(attribution.lrp, each, batch) if name != "GCN" else None
                for each in (other, tagger))  # fmt: skip
    assert (one is None) == (two is None)
    curves = [
        evaluation.deletion_curve(each, trees, method(each, batch)).area().value
        for each in (other, tagger)
    ]
    assert curves[0] == pytest.approx(curves[1], abs=1e-6)


@pytest.mark.parametrize("name", ["RecNN", "LundNet", "ParticleNet"])
def test_interventions(name: str, jets: Constituents) -> None:
    tagger, trees = made(name, jets), cluster(jets)
    other, batch = moved(tagger), trees.batch()
    # A response goes on with it on the CPU, where torch's forward derivatives bear no such mode.
    for jets_of_it in (batch, _there(batch)):
        found, expected = _gradient(other, jets_of_it), _gradient(tagger, batch)
        torch.testing.assert_close(found.cpu(), expected, rtol=1e-5, atol=1e-8)
    splitting = (~trees[2:].batch().is_leaf & ~trees[2:].batch().is_root).nonzero().flatten()[:1]
    one, two = (
        intervention.twin_response(each, trees[2:], splitting, "ln_kt") for each in (other, tagger)
    )
    torch.testing.assert_close(one[0].cpu(), two[0], rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", ["RecNN", "ParT"])
def test_probes_and_evaluation(name: str, jets: Constituents) -> None:
    tagger, trees = made(name, jets), cluster(jets)
    other, batch = moved(tagger), trees.batch()
    layers = (probing.layer_outputs(each, trees, "head.0") for each in (other, tagger))
    torch.testing.assert_close(*layers)
    values = attribution.branch_removal(tagger, batch)
    assert other.untrained().center.device == DEVICE
    questions: list[Any] = [
        lambda each: evaluation.sensitivity(attribution.node_saliency, each, batch, samples=2),
        lambda each: evaluation.infidelity(each, batch, values, samples=2),
        lambda each: predict(each.untrained(3), trees),
    ]
    for question in questions:
        torch.testing.assert_close(question(other), question(tagger), rtol=1e-5, atol=1e-8)


def test_a_loader_of_batches_there(jets: Constituents) -> None:
    """What Lightning and users do with a loader's batches."""
    tagger, trees = made("LundNet", jets), cluster(jets)
    other, loader = moved(tagger), JetLoader(trees, 2)
    logits = torch.cat([other(batch.to(DEVICE)).cpu() for batch in loader])
    torch.testing.assert_close(logits, tagger(trees.batch()))
    torch.testing.assert_close(predict(other, loader), predict(tagger, trees))


def test_pairs(jets: Constituents) -> None:
    tagger, batch = made("ParT", jets), cluster(jets).batch()
    other: Tagger = moved(tagger)
    assert as_transformer(other) is other
    found, expected = (attribution.pair_saliency(each, batch) for each in (other, tagger))
    torch.testing.assert_close(found.saliency.cpu(), expected.saliency)
