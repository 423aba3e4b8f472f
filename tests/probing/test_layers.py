"""Any layer of any tagger; nothing is left on it."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from pyg_jets import Constituents, JetTreeDataset, cluster, taggers
from pyg_jets.probing import last_call, layer_outputs
from pyg_jets.taggers import CNN, FCN, LSTM, RecNN, Tagger
from pyg_jets.training import embed, predict

TAGGERS = [
    member
    for name in taggers.__all__
    if isinstance(member := getattr(taggers, name), type) and member is not Tagger
]


@pytest.fixture
def jets(toy_jets: Constituents) -> JetTreeDataset:
    return cluster(toy_jets)


def _hooks(tagger: Tagger) -> int:
    return sum(len(module._forward_hooks) for module in tagger.modules())


@pytest.mark.parametrize("kind", TAGGERS, ids=lambda kind: kind.__name__)
def test_layers_of_the_head_are_the_heads(kind: Any, jets: JetTreeDataset) -> None:
    tagger = kind().eval()
    tagger.fit_scaling(jets)
    embedding = embed(tagger, jets)
    for depth in range(len(tagger.head)):
        rows = layer_outputs(tagger, jets, f"head.{depth}", batch_size=3)
        part = tagger.head[: depth + 1](embedding)
        torch.testing.assert_close(rows, part.detach(), rtol=1e-4, atol=1e-5)
    assert not rows.requires_grad
    logits = layer_outputs(tagger, jets, "head")
    torch.testing.assert_close(logits[:, 0].sigmoid(), predict(tagger, jets))


@pytest.mark.parametrize("training", [True, False])
def test_the_tagger_stays_as_it_was(training: bool, jets: JetTreeDataset) -> None:
    tagger = FCN().train(training)
    layer_outputs(tagger, jets, "head.1")
    with pytest.raises(ValueError, match="broken on purpose"):
        layer_outputs(tagger, jets, "head.1", reduce=_broken)
    tagger.head[2] = nn.Linear(5, 5)
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        layer_outputs(tagger, jets, "head.1")
    assert tagger.training is training
    assert _hooks(tagger) == 0


def _broken(outputs: list[Any], batch: Any) -> Tensor:
    raise ValueError(f"broken on purpose ({len(outputs)}, {batch.num_graphs})")


def test_maps_are_flattened(jets: JetTreeDataset) -> None:
    assert layer_outputs(CNN(), jets, "conv.4").shape == (7, 16 * 15 * 15)


def test_a_cell_called_once_per_depth_ends_at_the_roots(jets: JetTreeDataset) -> None:
    tagger = RecNN(hidden_channels=8, cell="gated")
    several = jets[1:]
    tagger.fit_scaling(several)
    with pytest.raises(
        ValueError, match=r"'conv.cell' must be called once per batch \(got \d+ cal"
    ):
        layer_outputs(tagger, several, "conv.cell")
    rows = layer_outputs(tagger, several, "conv.cell", reduce=last_call, batch_size=3)
    torch.testing.assert_close(rows, embed(tagger, several))


def test_a_jet_that_a_cell_never_sees_is_not_passed_over(jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"one row for each of 7 jets \(got shape \(6, 8\)\)"):
        layer_outputs(RecNN(hidden_channels=8), jets, "conv.cell", reduce=last_call)


def test_a_row_per_node_needs_a_reduction(jets: JetTreeDataset) -> None:
    tagger = RecNN(hidden_channels=8)
    with pytest.raises(ValueError, match=r"one row for each of 7 jets \(got shape \(95, 8\)\)"):
        layer_outputs(tagger, jets, "conv.lin_u")
    sizes = layer_outputs(
        tagger, jets, "conv.lin_u", reduce=lambda _, batch: batch.ptr.diff()[:, None]
    )
    assert sizes[:, 0].tolist() == [2 * n - 1 for n in (1, 2, 3, 5, 8, 12, 20)]


def test_an_output_that_is_no_tensor_needs_a_reduction(jets: JetTreeDataset) -> None:
    with pytest.raises(ValueError, match=r"one row for each of 7 jets \(got tuple\)"):
        layer_outputs(LSTM(), jets, "lstm")
    rows = layer_outputs(LSTM(), jets, "lstm", reduce=lambda outputs, _: outputs[0][0])
    assert rows.shape == (7, 30 * 70)


class InPlace(FCN):
    """Writes into the output of its own layer."""

    def __init__(self) -> None:
        super().__init__()
        self.unused = nn.ReLU()
        self.head[1] = nn.ReLU(inplace=True)


def test_outputs_are_copies(jets: JetTreeDataset) -> None:
    before = layer_outputs(InPlace(), jets, "head.0")
    assert (before < 0).any()


def test_a_layer_that_does_not_exist_or_is_not_called_is_refused(jets: JetTreeDataset) -> None:
    tagger = InPlace()
    with pytest.raises(ValueError, match=r"'layer' must be one of head, head.0, .*\(got 'heat'\)"):
        layer_outputs(tagger, jets, "heat")
    with pytest.raises(ValueError, match=r"'layer' must be one of head, .*\(got ''\)"):
        layer_outputs(tagger, jets, "")
    with pytest.raises(ValueError, match=r"layer 'unused' must be called .*\(got no call\)"):
        layer_outputs(tagger, jets, "unused")


def test_networks_that_are_not_finite_are_refused(jets: JetTreeDataset) -> None:
    tagger = RecNN(hidden_channels=4)
    with torch.no_grad():
        tagger.get_parameter("head.0.bias")[1] = torch.nan
    with pytest.raises(ValueError, match=r"must be finite .*head\.0\.bias"):
        layer_outputs(tagger, jets, "head.1")
