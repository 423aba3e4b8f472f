"""Every method at a class, a pair and a function, against taggers that have that one logit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster, taggers
from pyg_jets.attribution import node_gradients
from pyg_jets.evaluation import completeness
from pyg_jets.taggers import LundNet, ParT, RecNN, Tagger, at_target
from tests.contracts.test_attributions import METHODS, _few

MAKERS: dict[str, Callable[..., Tagger]] = {
    "RecNN": partial(RecNN, 6, "gated"),
    "LundNet": partial(LundNet, 8, (4, 4)),
    "ParT": partial(ParT, 8, heads=2, blocks=2, class_blocks=2, pair_channels=8),
}
FIRST = {"attention": "ParT", "pair_bias": "ParT"}
pytestmark = pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")


def _three(name: str, jets: Constituents) -> Tagger:
    torch.manual_seed(0)
    tagger = MAKERS[name](num_classes=3).double()
    tagger.fit_scaling(cluster(jets))
    return tagger.eval()


def _with_row(tagger: Tagger, row: Tensor) -> Tagger:
    """The tagger whose one logit is a sum of the scores, made of other parameters."""
    torch.manual_seed(1)
    one = type(tagger)(**{**tagger.config, "num_classes": 2}).double()
    state = dict(tagger.state_dict())
    (last,) = [
        key
        for key in state
        if key.startswith("head") and len(state[key]) == 3 and state[key].ndim == 2
    ]
    for key in (last, last.replace("weight", "bias")):
        # Two scores of which the first is 0: the logit is the second.
        state[key] = torch.stack(
            (torch.zeros_like(state[key][0]), torch.tensordot(row, state[key], 1))
        )
    one.load_state_dict(state)
    return one.eval()


@pytest.fixture
def batch(toy_jets: Constituents) -> Any:
    return cluster(toy_jets[:4]).batch()


@pytest.mark.parametrize("method", METHODS)
def test_pairs_and_functions_are_the_logits_of_other_taggers(
    method: str, toy_jets: Constituents, batch: Any
) -> None:
    name, attribute = FIRST.get(method, "RecNN"), METHODS[method]
    tagger = _three(name, toy_jets)
    few: dict[str, Any] = dict(_few(attribute))
    if method == "lrp":  # what epsilon takes depends on the layers
        few["epsilon"] = 1e-12
    cases: list[tuple[Any, list[float]]] = [
        ((2, 0), [-1.0, 0.0, 1.0]),
        (lambda scores: scores[:, 1], [0.0, 1.0, 0.0]),
    ]
    for target, row in cases:
        one = _with_row(tagger, torch.tensor(row).double())
        expected = attribute(one, batch, target=1, **few)
        found = attribute(tagger, batch, target=target, **few)
        torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-9)
    if method != "attention":
        assert (found != attribute(tagger, batch, target=0, **few)).any()
    with pytest.raises(ValueError, match="one of the classes 0 to 2"):
        attribute(tagger, batch, target=3, **few)
    if method != "attention":
        with pytest.raises(ValueError, match="which class, or which pair"):
            attribute(tagger, batch, **few)


def _score(scores: Tensor, number: int) -> Tensor:
    return scores[:, number]


@pytest.mark.parametrize("name", MAKERS)
def test_gradients_of_a_class_are_those_of_its_log_odds(
    name: str, toy_jets: Constituents, batch: Any
) -> None:
    r"""The chain rule: that of s_k minus the mean of the others', by their softmax."""
    tagger = _three(name, toy_jets)
    scores = tagger(batch)
    by_score = torch.stack(
        [node_gradients(tagger, batch, target=partial(_score, number=j))[0] for j in range(3)]
    )
    share = scores[:, 1:].softmax(1)[batch.batch]
    expected = by_score[0] - share[:, :1] * by_score[1] - share[:, 1:] * by_score[2]
    torch.testing.assert_close(node_gradients(tagger, batch, target=0)[0], expected)


@pytest.mark.parametrize("target", [1, (2, 0), lambda scores: (scores**2).sum(1)])
def test_gradients_are_finite_differences(target: Any, toy_jets: Constituents, batch: Any) -> None:
    tagger = _three("RecNN", toy_jets)
    gradient = node_gradients(tagger, batch, target=target)[0]
    aimed, size = at_target(tagger, target), 1e-5
    for node, channel in ((0, 1), (5, 2), (batch.num_nodes - 1, 0)):
        gate = torch.zeros(batch.num_nodes, 6).double()
        gate[node, channel] = size
        up, down = (aimed.head(aimed.embed(batch, sign * gate)).sum().item() for sign in (1, -1))
        assert (up - down) / (2 * size) == pytest.approx(
            float(gradient[node, channel]), rel=1e-4, abs=1e-8
        )


COMPLETE = ("integrated_gradients", "gradient_shap", "shapley", "gnn_shap", "lrp")


@pytest.mark.parametrize("target", [1, (2, 0), lambda scores: (scores**2).sum(1)])
@pytest.mark.parametrize("method", COMPLETE)
def test_what_values_sum_to(method: str, target: Any, toy_jets: Constituents, batch: Any) -> None:
    tagger = _three("RecNN", toy_jets)
    if method == "lrp":  # biases take a part: without them, none is missing
        for key, tensor in tagger.named_parameters():
            if key.endswith("bias") and "lin_u" not in key:
                tensor.data.zero_()
    found = completeness(METHODS[method], tagger, batch, target=target)
    assert found is not None
    assert found.value < 0.05
    other = completeness(partial(METHODS[method], target=target), tagger, batch)
    assert other is not None
    assert other.value == pytest.approx(found.value)


@pytest.mark.parametrize(
    "make",
    [
        member
        for name in taggers.__all__
        if isinstance(member := getattr(taggers, name), type) and member is not Tagger
    ],
)
def test_every_tagger_has_several_classes(make: Any, tmp_path: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    assert make().num_classes == 2
    tagger = make(num_classes=4)
    tagger.fit_scaling(cluster(toy_jets))
    tagger.classes = ("a", "b", "c", "d")
    tagger.eval()
    assert tagger.num_classes == 4
    assert tagger(batch).shape == (7, 4)
    assert tagger.untrained()(batch).shape == (7, 4)
    tagger.save(tmp_path / "four.safetensors")
    again = taggers.load_tagger(tmp_path / "four.safetensors")
    assert again.classes == tagger.classes
    assert torch.equal(again(batch), tagger(batch))
