"""LundNet: published sizes, and the published scores from the published parameters."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTree, JetTreeDataset, cluster, datasets, load_tagger
from pyg_jets.attribution import node_saliency
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.taggers import LundNet
from pyg_jets.taggers.lundnet import LUNDNET_INPUTS
from pyg_jets.training import embed
from pyg_jets.training.transfer import transfer
from pyg_jets.transforms import LundTree
from pyg_jets.transforms.lund_tree import LUND_FEATURES

FILE = Path("data") / "weights" / "W_QCD_500GeV_LundNet5_state.pt"


def test_sizes() -> None:
    tagger = LundNet()
    # As many as the published file of LundNet-5 has.
    assert sum(p.numel() for p in tagger.parameters()) == 391_724
    assert [block.channels for block in tagger.blocks] == [
        (32, 32), (32, 32), (64, 64), (64, 64), (128, 128), (128, 128)
    ]  # fmt: skip
    for number in (2, 3, 4):
        # Batch normalisation, two products and the shortcut lose an input each.
        size = sum(p.numel() for p in LundNet(num_inputs=number).parameters())
        assert size == 391_724 - (5 - number) * (2 + 3 * 32)


@pytest.mark.parametrize("num_inputs", [1, 6])
def test_number_of_inputs_is_checked(num_inputs: int) -> None:
    with pytest.raises(
        ValueError, match=rf"'num_inputs' must be between 2 and 5 \(got {num_inputs}"
    ):
        LundNet(num_inputs=num_inputs)


def _published(
    num_inputs: int = 5, widths: tuple[int, ...] = (6, 6, 8), fused: int = 7, dense: int = 5
) -> dict[str, Tensor]:
    """Random parameters as they are published."""
    state: dict[str, Tensor] = {}

    def norm(name: str, size: int) -> None:
        for key in ("weight", "bias", "running_mean"):
            state[f"{name}.{key}"] = 0.5 * torch.randn(size)
        state[f"{name}.running_var"] = 0.5 + torch.rand(size)
        state[f"{name}.num_batches_tracked"] = torch.tensor(7)

    norm("bn_fts", num_inputs)
    before = num_inputs
    for block, width in enumerate(widths):
        place = f"edge_convs.{block}"
        for name, size in (("theta", before), ("phi", before), ("fcs.0", width)):
            state[f"{place}.{name}.weight"] = torch.randn(width, size) / size**0.5
        norm(f"{place}.bns.0", width)
        norm(f"{place}.bns.1", width)
        if before != width:
            state[f"{place}.sc.weight"] = torch.randn(width, before)
            norm(f"{place}.sc_bn", width)
        before = width
    for name, shape in (
        ("fusion_block.0", (fused, sum(widths))),
        ("fc.0.0", (dense, fused)),
        ("fc.1", (2, dense)),
    ):
        state[f"{name}.weight"], state[f"{name}.bias"] = torch.randn(shape), torch.randn(shape[0])
    norm("fusion_block.2", fused)
    return state


def _slow(state: dict[str, Tensor], tree: JetTree) -> Tensor:
    """Both scores of one jet, from the published parameters under their own names."""
    weights = {name: value.double() for name, value in state.items()}

    def product(name: str, x: Tensor) -> Tensor:
        return x @ weights[f"{name}.weight"].t() + weights.get(f"{name}.bias", 0.0)

    def normed(name: str, x: Tensor) -> Tensor:
        mean, var = weights[f"{name}.running_mean"], weights[f"{name}.running_var"]
        scaled = (x - mean) / (var + 1e-5).sqrt()
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    inner = [i for i in range(tree.num_nodes) if not tree.is_leaf[i]] or [0]
    near: dict[int, list[int]] = {i: [] for i in inner}
    for child, parent in tree.edge_index.t().tolist():
        if child in near:
            near[child].append(parent)
            near[parent].append(child)
    names = LUNDNET_INPUTS[len(weights["bn_fts.weight"])]
    columns = [LUND_FEATURES.index(n.replace("psi", "psi_folded")) for n in names]
    features = LundTree()(tree).lund[inner][:, columns].double()
    x = dict(zip(inner, normed("bn_fts", features), strict=True))
    outputs, block = [], 0
    while f"edge_convs.{block}.phi.weight" in weights:
        name, new = f"edge_convs.{block}", {}
        for i in inner:
            messages = []
            for j in near[i]:
                e = product(f"{name}.theta", x[i] - x[j]) + product(f"{name}.phi", x[j])
                e = product(f"{name}.fcs.0", normed(f"{name}.bns.0", e).relu())
                messages.append(normed(f"{name}.bns.1", e).relu())
            shortcut = x[i]
            if f"{name}.sc.weight" in weights:
                shortcut = normed(f"{name}.sc_bn", product(f"{name}.sc", x[i]))
            mean = torch.stack(messages).mean(0) if messages else 0.0
            new[i] = (shortcut + mean).relu()
        x, block = new, block + 1
        outputs.append(torch.stack([x[i] for i in inner]))
    fused = product("fusion_block.0", torch.cat(outputs, 1)).relu()
    h = normed("fusion_block.2", fused).mean(0)
    return product("fc.1", product("fc.0.0", h).relu())


def _check_scores(path: Path, jets: Constituents, atol: float) -> None:
    tagger, trees = LundNet.from_published(path), cluster(jets)
    state = torch.load(path, weights_only=True, map_location="cpu")
    expected = torch.stack([_slow(state, tree) for tree in trees])
    logits = expected[:, 1] - expected[:, 0]
    torch.testing.assert_close(tagger(trees.batch()).double(), logits, rtol=1e-5, atol=atol)
    torch.testing.assert_close(tagger.double()(trees.batch()), logits, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("num_inputs", [2, 3, 4, 5])
def test_published_parameters_give_the_published_scores(
    num_inputs: int, tmp_path: Path, toy_jets: Constituents
) -> None:
    torch.save(_published(num_inputs), tmp_path / "state.pt")
    _check_scores(tmp_path / "state.pt", toy_jets, atol=1e-5)


def test_the_published_network(shared: Path) -> None:
    jets = [jet.p4 for kind in ("w", "qcd") for jet in datasets.sample(kind)[:4]]
    jets += [jets[0][:n] for n in (1, 2, 3)]
    _check_scores(shared / FILE, Constituents.from_list(jets), atol=1e-4)


def test_separation_without_training(
    shared: Path,
    delphes_trees: Callable[[str, int], JetTreeDataset],
    assert_separates: Callable[[Tensor, Tensor, float], None],
) -> None:
    tagger = LundNet.from_published(shared / FILE)
    odds = []
    for kind in ("w", "qcd"):
        trees = delphes_trees(kind, 600)
        odds.append(tagger.head(embed(tagger, trees)).squeeze(1).detach())
    assert_separates(odds[0], odds[1], 0.949)


def test_parameters_that_are_not_these(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"

    def refused(state: dict[str, Tensor], match: str) -> None:
        torch.save(state, path)
        with pytest.raises(ValueError, match=match):
            LundNet.from_published(path)

    good = _published()
    for name in good:
        lacking = {key: value for key, value in good.items() if key != name}
        refused(lacking, rf"must have '{name}' \(got none\)")
    refused({**good, "other": torch.ones(2)}, "got also other")
    refused({**good, "fc.1.weight": torch.ones(2, 9)}, "size mismatch for head.3.weight")
    refused({**good, "edge_convs.1.theta.weight": torch.ones(6, 5)}, "must fit together")
    refused(_published(num_inputs=5) | {"bn_fts.weight": torch.ones(6)}, "between 2 and 5")
    refused({}, "must have 'bn_fts.weight'")


def test_what_is_published_is_a_tagger_as_any(tmp_path: Path, toy_jets: Constituents) -> None:
    torch.save(_published(), tmp_path / "state.pt")
    tagger, trees = LundNet.from_published(tmp_path / "state.pt"), cluster(toy_jets)
    tagger.save(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger")(trees.batch()), tagger(trees.batch()))
    assert tagger.config["folded_psi"]
    result = transfer(tagger, trees, trees, epochs=1, progress=False)
    assert torch.equal(result.tagger.embed(trees.batch()), tagger.embed(trees.batch()))
    assert not torch.equal(result.tagger(trees.batch()), tagger(trees.batch()))


def test_which_angle_is_read(toy_jets: Constituents) -> None:
    batch = LundTree()(cluster(toy_jets).batch())
    plain, folded = LundNet().eval(), LundNet(folded_psi=True).eval()
    folded.load_state_dict(plain.state_dict())
    expected = plain(batch)
    assert not torch.allclose(folded(batch), expected)
    batch.lund[:, 5] = batch.lund[:, 2]
    assert torch.equal(folded(batch), expected)


def test_saliency_is_that_of_a_mean_of_relus_and_on_the_plane(toy_jets: Constituents) -> None:
    tagger, trees = LundNet(hidden_channels=16).eval(), cluster(toy_jets)
    tagger.fusion_norm.weight.data.uniform_(0.5, 2.0)
    batch = trees.batch()
    h = tagger.embed(batch).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(tagger.head(h).sum(), h)
    counts = torch.tensor([1, 1, 2, 4, 7, 11, 19])[batch.batch]
    factor, _ = tagger.fusion_norm.learnt()
    alive = (tagger.states(batch) > 0) * factor * gradient[batch.batch]
    expected = alive.norm(dim=1) / gradient.norm(dim=1)[batch.batch] / counts
    saliency = node_saliency(tagger, batch)
    torch.testing.assert_close(saliency, expected.where(~batch.is_leaf, 0.0))
    planes = saliency_planes(tagger, trees)
    assert planes[0].count.sum() > planes[1].count.sum() > 0
