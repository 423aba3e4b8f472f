"""A network of weaver as a tagger like any other."""

import copy
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import Linear, Module, Sequential, Softmax

from pyg_jets import Constituents, cluster, fit, load_tagger
from pyg_jets.attribution import integrated_gradients, node_saliency
from pyg_jets.taggers.user_file import run_file
from pyg_jets.taggers.weaver.config import WeaverConfig
from pyg_jets.taggers.weaver.inputs import WeaverInputs, field_of, in_slots
from pyg_jets.taggers.weaver.tagger import WeaverTagger, two_classes
from pyg_jets.training.transfer import transfer
from tests.weaver_files import write_weaver_files


@pytest.fixture
def made(tmp_path: Path) -> WeaverTagger:
    config, network, _ = write_weaver_files(tmp_path)
    read, get_model = WeaverConfig(config), run_file(network).get_model
    tagger = WeaverTagger(lambda: get_model(read)[0], read)
    tagger.eval()
    return tagger


def test_scores_are_those_of_the_network(made: WeaverTagger, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    view = WeaverInputs(made.weaver)(copy.copy(batch))
    groups = made.weaver.groups.values()
    expected = made.module(*(in_slots(view[field_of(group)], group, view) for group in groups))
    torch.testing.assert_close(made.scores(batch), expected)
    torch.testing.assert_close(made(batch), expected[:, 0] - expected[:, 1])
    assert made.embed(batch).shape == (7, 8) == (7, made.hidden_channels)
    assert made.states(batch).shape == (batch.num_nodes, 6)
    assert made.selected(batch).shape == (7,)
    assert made.classes == ("jet_isQCD", "jet_isTop")  # by their labels


def test_a_jet_alone_and_in_a_batch(made: WeaverTagger, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    together = made(trees.batch())
    alone = torch.cat([made(trees[i : i + 1].batch()) for i in range(7)])
    torch.testing.assert_close(alone, together)
    assert made(trees[:0].batch()).shape == (0,)
    torch.testing.assert_close(made.double()(trees.batch()).float(), together)


def test_attributions_reach_the_particles(made: WeaverTagger, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    for method in (node_saliency, integrated_gradients):
        values = method(made, batch)
        assert values.isfinite().all()
        # Particles beyond the six slots are not read, and no merge is.
        place = torch.arange(batch.num_nodes) - batch.ptr[batch.batch]
        read = batch.is_leaf & (place < 6)
        assert (values[~read] == 0).all()
        assert (values[read] != 0).float().mean() > 0.5


def test_training_saving_transfer(
    made: WeaverTagger, tmp_path: Path, toy_jets: Constituents
) -> None:
    trees = cluster(toy_jets)
    before = made(trees.batch())
    fit(made, trees, trees, epochs=1, batch_size=4, progress=False)
    after = made.eval()(trees.batch())
    assert not torch.equal(after, before)
    made.save(tmp_path / "tagger")
    again = load_tagger(tmp_path / "tagger", into=WeaverTagger(made.build, made.weaver))
    assert torch.equal(again(trees.batch()), after)
    assert not torch.allclose(made.untrained(1)(trees.batch()), after)
    assert torch.equal(made.untrained(1)(trees.batch()), made.untrained(1)(trees.batch()))
    result = transfer(made, trees, trees, epochs=1, progress=False)
    assert torch.equal(result.tagger.embed(trees.batch()), made.embed(trees.batch()))


class _Mean(Module):
    """Of the momenta's logarithms and so on, with something at the end."""

    def __init__(self, end: Module) -> None:
        super().__init__()
        self.end = end

    def forward(self, points: Tensor, features: Tensor, jet: Tensor, mask: Tensor) -> Tensor:
        out: Tensor = self.end(torch.cat(((features * mask).sum(2), points.mean(2) + jet), 1))
        return out


def test_probabilities_are_told_from_scores(made: WeaverTagger, toy_jets: Constituents) -> None:
    torch.manual_seed(1)
    linear, batch = Linear(5, 2), cluster(toy_jets).batch()
    plain = WeaverTagger(lambda: _Mean(linear), made.weaver)
    ends = WeaverTagger(lambda: _Mean(Sequential(linear, Softmax(1))), made.weaver)
    assert (plain.hidden_channels, ends.hidden_channels) == (5, 2)
    torch.testing.assert_close(ends(batch), plain(batch), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(ends.scores(batch).exp().sum(1), torch.ones(7))


def test_what_the_network_must_give(made: WeaverTagger) -> None:
    for end, match in (
        (Linear(4, 2), r"must take \{.*'pf_features': \(2, 3, 6\).* \(got: RuntimeError"),
        (Linear(5, 1), r"two or more scores for each jet \(got \(2, 1\)\)"),
        (Linear(5, 3), r"for each of jet_isTop, jet_isQCD \(got 3 scores\)"),
    ):
        with pytest.raises(ValueError, match=match):
            WeaverTagger(lambda end=end: _Mean(end), made.weaver)  # type: ignore[misc]


def test_classes() -> None:
    assert two_classes(("a", "b"), None, None) == (0, 1)
    assert two_classes(("a", "b"), "b", "a") == (1, 0)
    assert two_classes(("QCD", "Hbb", "Wqq"), "W", 0) == (2, 0)
    with pytest.raises(ValueError, match=r"must be two of a, b, c \(got a and None\)"):
        two_classes(("a", "b", "c"), "a", None)
    with pytest.raises(ValueError, match=r"'background' must be one of a, b, c \(got 'd'\)"):
        two_classes(("a", "b", "c"), "a", "d")
    with pytest.raises(ValueError, match="two of the classes 0 to 2"):
        two_classes(("a", "b", "c"), "a", 0)
