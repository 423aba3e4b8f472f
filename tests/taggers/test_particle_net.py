"""ParticleNet: published sizes, and the published scores from the published parameters."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, cluster, datasets, fit, load_tagger
from pyg_jets.attribution import node_saliency
from pyg_jets.probing import layer_outputs
from pyg_jets.taggers import ParticleNet
from pyg_jets.taggers._jetclass import JETCLASS
from pyg_jets.training.transfer import transfer
from pyg_jets.transforms import ParticleCloud

FILE = Path("data") / "weights" / "ParticleNet_kin.pt"


def _count(tagger: ParticleNet) -> int:
    return sum(p.numel() for p in tagger.parameters())


def test_sizes() -> None:
    # "366k", "26k" with two classes and "370k" with ten in the papers.
    assert _count(ParticleNet()) == 366_160
    assert _count(ParticleNet.lite()) == 26_416
    assert _count(ParticleNet(num_classes=10)) == 368_216
    assert [block.channels for block in ParticleNet().blocks] == [(64,) * 3, (128,) * 3, (256,) * 3]
    assert [block.channels for block in ParticleNet.lite().blocks] == [(32,) * 3, (64,) * 3]
    assert ParticleNet.lite().transform.k == 7
    assert ParticleNet().transform.k == 16


def _published(
    widths: tuple[int, ...] = (6, 8), dense: int = 5, inputs: int = 7
) -> dict[str, Tensor]:
    """Random parameters as they are published."""
    state: dict[str, Tensor] = {}

    def norm(name: str, size: int) -> None:
        for key in ("weight", "bias", "running_mean"):
            state[f"mod.{name}.{key}"] = 0.5 * torch.randn(size)
        state[f"mod.{name}.running_var"] = 0.5 + torch.rand(size)
        state[f"mod.{name}.num_batches_tracked"] = torch.tensor(7)

    norm("bn_fts", inputs)
    before = inputs
    for block, width in enumerate(widths):
        place = f"edge_convs.{block}"
        for layer in range(3):
            size = width if layer else 2 * before
            state[f"mod.{place}.convs.{layer}.weight"] = torch.randn(width, size, 1, 1) / size**0.5
            norm(f"{place}.bns.{layer}", width)
        state[f"mod.{place}.sc.weight"] = torch.randn(width, before, 1)
        norm(f"{place}.sc_bn", width)
        before = width
    state["mod.fc.0.0.weight"] = torch.randn(dense, before)
    state["mod.fc.0.0.bias"] = torch.randn(dense)
    state["mod.fc.1.weight"] = torch.randn(10, dense)
    state["mod.fc.1.bias"] = torch.randn(10)
    return state


def _features(p4: Tensor) -> Tensor:
    """Of the particles of one jet, one by one; seven columns."""
    jet = [float(value) for value in p4.sum(0)]
    jet_pt, jet_eta = math.hypot(jet[0], jet[1]), math.asinh(jet[2] / math.hypot(jet[0], jet[1]))
    rows = []
    for px, py, pz, energy in p4.tolist():
        pt = math.hypot(px, py)
        d_eta = (math.asinh(pz / pt) - jet_eta) * math.copysign(1, jet_eta)
        d_phi = math.remainder(math.atan2(py, px) - math.atan2(jet[1], jet[0]), 2 * math.pi)
        values = (
            (math.log(pt) - 1.7) * 0.7,
            (math.log(energy) - 2.0) * 0.7,
            (math.log(pt / jet_pt) + 4.7) * 0.7,
            (math.log(energy / jet[3]) + 4.7) * 0.7,
            (math.hypot(d_eta, d_phi) - 0.2) * 4.0,
        )
        rows.append([*(min(max(value, -5.0), 5.0) for value in values), d_eta, d_phi])
    return torch.tensor(rows, dtype=torch.float64)


def _slow(state: dict[str, Tensor], p4: Tensor, k: int = 16, more: Tensor | None = None) -> Tensor:
    """Scores of all classes of one jet, from the published parameters under their own names.

    Where there are fewer than k others, empty particles of state 0 are neighbours. ``more`` inputs
    stand before the angles.
    """
    weights = {name.removeprefix("mod."): value.double() for name, value in state.items()}

    def normed(name: str, x: Tensor) -> Tensor:
        mean, var = weights[f"{name}.running_mean"], weights[f"{name}.running_var"]
        scaled = (x - mean) / (var + 1e-5).sqrt()
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    order = torch.argsort(p4[:, 0] ** 2 + p4[:, 1] ** 2, descending=True, stable=True)
    features = _features(p4[order])[:128]
    place = features[:, 5:]
    if more is not None:
        features = torch.cat((features[:, :5], more[order], place), 1)
    x = normed("bn_fts", features)
    block = 0
    while f"edge_convs.{block}.sc.weight" in weights:
        name, rows = f"edge_convs.{block}", []
        for i in range(len(x)):
            others = [int(j) for j in (place - place[i]).norm(dim=1).argsort() if int(j) != i][:k]
            near = [x[j] for j in others] + [torch.zeros_like(x[i])] * (k - len(others))
            e = torch.stack([torch.cat((x[i], neighbour - x[i])) for neighbour in near])
            for layer in range(3):
                weight = weights[f"{name}.convs.{layer}.weight"].flatten(1)
                e = normed(f"{name}.bns.{layer}", e @ weight.t()).relu()
            rows.append(e.mean(0))
        shortcut = x @ weights[f"{name}.sc.weight"].squeeze(-1).t()
        x = (torch.stack(rows) + normed(f"{name}.sc_bn", shortcut)).relu()
        place, block = x, block + 1
    h = weights["fc.0.0.weight"] @ x.mean(0) + weights["fc.0.0.bias"]
    return weights["fc.1.weight"] @ h.relu() + weights["fc.1.bias"]


def _check_scores(path: Path, jets: Constituents, atol: float) -> None:
    tagger = ParticleNet.from_published(path, signal="Tbqq", background="Hbb")
    state = torch.load(path, weights_only=True, map_location="cpu")
    expected = torch.stack([_slow(state, jet.p4) for jet in jets])
    trees = cluster(jets)
    scores = layer_outputs(tagger, trees, "head.3")
    torch.testing.assert_close(scores.double(), expected, rtol=1e-5, atol=atol)
    batch = trees.batch()
    p = expected.softmax(1)
    torch.testing.assert_close(
        tagger.double()(batch), (p[:, 8] / p[:, 1]).log(), rtol=1e-5, atol=atol
    )


def test_published_parameters_give_the_published_scores(
    tmp_path: Path, toy_jets: Constituents
) -> None:
    torch.save(_published(), tmp_path / "state.pt")
    _check_scores(tmp_path / "state.pt", toy_jets, atol=1e-5)


def test_the_published_network(shared: Path) -> None:
    jets = [*datasets.sample("top")[:3], *datasets.sample("quark")[:2]]
    # The hardest ones: also jets with fewer particles than neighbours.
    cut = [jet.p4[:n] for jet in jets[:2] for n in (1, 2, 9, 16, 17, 18)]
    whole = [jet.p4 for jet in jets]
    many = [torch.cat([jet.p4 for jet in datasets.sample("gluon")[:4]])[:150]]
    _check_scores(shared / FILE, Constituents.from_list(whole + cut + many), atol=1e-4)


@pytest.mark.parametrize("number", [60, pytest.param(400, marks=pytest.mark.slow)])
def test_separation_without_training(
    number: int,
    shared: Path,
    delphes_trees: Callable[[str, int], JetTreeDataset],
    assert_separates: Callable[[Tensor, Tensor, float], None],
) -> None:
    tagger = ParticleNet.from_published(shared / FILE)
    scores = {
        kind: layer_outputs(tagger, delphes_trees(kind, number), "head.3")
        for kind in ("w", "top", "qcd")
    }
    for kind, name, published in (("w", "Wqq", 0.964), ("top", "Tbqq", 0.989)):
        column = JETCLASS.index(name)
        signal, background = (scores[k][:, column] - scores[k][:, 0] for k in (kind, "qcd"))
        assert_separates(signal, background, published)


def test_parameters_that_are_not_these(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"

    def refused(state: dict[str, Tensor], match: str) -> None:
        torch.save(state, path)
        with pytest.raises(ValueError, match=match):
            ParticleNet.from_published(path)

    good = _published()
    for name in good:
        lacking = {key: value for key, value in good.items() if key != name}
        refused(lacking, rf"must have '{name.removeprefix('mod.')}' \(got none\)")
    refused({**good, "mod.fusion_block.0.weight": torch.ones(2, 2)}, "got also fusion_block.0.weig")
    refused({**good, "mod.fc.1.weight": torch.ones(2, 5)}, "size mismatch for head.3.weight")
    seventeen = {**good, "mod.edge_convs.0.convs.0.weight": torch.ones(6, 34, 1, 1)}
    refused(seventeen, "size mismatch for blocks.0.theta.weight")
    refused(_published(inputs=8), r"must be for 7 \(kin\), 13 \(kinpid\), 17 \(full\) inputs")
    refused({}, "must have 'bn_fts.weight'")


_DISPLACEMENT = dict.fromkeys(("part_d0", "part_d0err", "part_dz", "part_dzerr"), 0.0)


def _with_identity(toy_jets: Constituents) -> Any:
    """A batch with all that the thirteen and seventeen inputs are made of."""
    batch = cluster(toy_jets).batch()
    codes = torch.tensor([211, -11, 13, 22, 0])[torch.arange(batch.num_nodes) % 5]
    batch.pid = codes * batch.is_leaf
    batch.charge = codes.sign() * (codes.abs() < 300) * (codes != 22) * batch.is_leaf
    return batch


def _identity(code: int) -> list[float]:
    charge = {211: 1, -11: -1, 13: 1}.get(code, 0)
    return [charge, code == 211, code == 0, code == 22, code == -11, code == 13]


@pytest.mark.parametrize("version", ["kinpid", "full"])
def test_versions_are_told_by_shapes(version: str, tmp_path: Path, toy_jets: Constituents) -> None:
    """The scores of the original's steps, with the particles' identities written out."""
    full = version == "full"
    state = _published(inputs=17 if full else 13)
    torch.save(state, tmp_path / "state.pt")
    absent = _DISPLACEMENT if full else None
    tagger = ParticleNet.from_published(tmp_path / "state.pt", absent=absent)
    batch = _with_identity(toy_jets)
    scores = tagger.head[:4](tagger.embed(batch)).double()
    for number in range(7):
        first, last = batch.ptr[number], batch.ptr[number] + len(toy_jets[number].p4)
        codes = [_identity(int(code)) for code in batch.pid[first:last]]
        more = torch.tensor(codes, dtype=torch.float64)
        if full:
            more = torch.cat((more, torch.zeros(len(more), 4, dtype=torch.float64)), 1)
        expected = _slow(state, toy_jets[number].p4, more=more)
        torch.testing.assert_close(scores[number], expected, rtol=1e-5, atol=1e-5)
    tagger.save(tmp_path / "tagger")
    torch.testing.assert_close(load_tagger(tmp_path / "tagger")(batch), tagger(batch))


def test_what_the_jets_must_have(tmp_path: Path, toy_jets: Constituents) -> None:
    torch.save(_published(inputs=17), tmp_path / "state.pt")
    tagger, batch = ParticleNet.from_published(tmp_path / "state.pt"), _with_identity(toy_jets)
    with pytest.raises(ValueError, match="'part_d0val' must be a column of the jets"):
        tagger(batch)
    batch.particle_columns = dict.fromkeys(
        ("part_d0val", "part_d0err", "part_dzval", "part_dzerr"), torch.zeros(batch.num_nodes)
    )
    lenient = ParticleNet.from_published(tmp_path / "state.pt", absent=_DISPLACEMENT)
    assert torch.equal(tagger(batch), lenient(_with_identity(toy_jets)))
    with pytest.raises(ValueError, match="'charge' must be a column"):
        lenient(cluster(toy_jets).batch())


def test_classes(tmp_path: Path) -> None:
    torch.save(_published(), tmp_path / "state.pt")
    tagger = ParticleNet.from_published(tmp_path / "state.pt", signal="W")
    assert tagger.config["signal"] == JETCLASS.index("Wqq") == 7
    assert tagger.config["background"] == 0
    with pytest.raises(ValueError, match=r"'signal' must be one of QCD, .*Tbl \(got 'T'\)"):
        ParticleNet.from_published(tmp_path / "state.pt", signal="T")
    with pytest.raises(ValueError, match=r"'background' must be one of .* \(got 'top'\)"):
        ParticleNet.from_published(tmp_path / "state.pt", background="top")
    with pytest.raises(ValueError, match="two of the classes 0 to 9"):
        ParticleNet.from_published(tmp_path / "state.pt", signal="QCD")


def test_what_is_published_is_a_tagger_as_any(tmp_path: Path, toy_jets: Constituents) -> None:
    torch.save(_published(), tmp_path / "state.pt")
    tagger = ParticleNet.from_published(tmp_path / "state.pt")
    trees = cluster(toy_jets)
    tagger.save(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger")(trees.batch()), tagger(trees.batch()))
    assert not tagger.training
    result = transfer(tagger, trees, trees, epochs=1, progress=False)
    assert torch.equal(result.tagger.embed(trees.batch()), tagger.embed(trees.batch()))
    assert not torch.equal(result.tagger(trees.batch()), tagger(trees.batch()))


def test_what_is_published_can_be_trained_further(tmp_path: Path, toy_jets: Constituents) -> None:
    torch.save(_published(), tmp_path / "state.pt")
    tagger, trees = ParticleNet.from_published(tmp_path / "state.pt"), cluster(toy_jets)
    tagger.save(tmp_path / "tagger")
    before = {name: value.clone() for name, value in tagger.state_dict().items()}
    for each in (tagger, load_tagger(tmp_path / "tagger")):
        fit(each, trees, trees, epochs=1, batch_size=4, progress=False)
        assert not torch.equal(each.get_parameter("head.0.weight"), before["head.0.weight"])
        for name, _ in tagger.named_buffers():
            assert name == "frame_number" or torch.equal(each.get_buffer(name), before[name]), name


def test_saliency_is_that_of_a_mean_of_relus(toy_jets: Constituents) -> None:
    tagger, batch = ParticleNet.lite().eval(), cluster(toy_jets).batch()
    states = tagger.states(batch)
    h = tagger.embed(batch).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(tagger.head(h).sum(), h)
    counts = torch.tensor([1, 2, 3, 5, 8, 12, 20])
    alive = (states > 0) * gradient[batch.batch]
    expected = alive.norm(dim=1) / gradient.norm(dim=1)[batch.batch] / counts[batch.batch]
    saliency = node_saliency(tagger, batch)
    torch.testing.assert_close(saliency, torch.where(batch.is_leaf, expected, 0.0))
    assert len(saliency[batch.batch == 6].unique()) > 10


def test_views_made_beforehand(toy_jets: Constituents) -> None:
    tagger, batch = ParticleNet(k=4, length=10).eval(), cluster(toy_jets).batch()
    assert torch.equal(tagger(ParticleCloud(4, 10)(batch)), tagger(batch))
    changed = ParticleCloud(4, 10)(batch)
    changed.cloud_edge_index = ParticleCloud(3, 10)(batch).cloud_edge_index
    with pytest.raises(ValueError, match=r"reads ParticleCloud\(k=4, length=10\) \(got clouds of"):
        tagger(changed)
    changed.cloud_edge_index = changed.cloud_edge_index.flip(0)
    with pytest.raises(ValueError, match=r"of up to 10 particles with up to 7 neighbours"):
        tagger(changed)


def test_neighbours_are_those_of_the_states(toy_jets: Constituents) -> None:
    tagger, batch = ParticleNet(8, (6,), k=3).eval(), cluster(toy_jets).batch()
    seen: list[Any] = []
    tagger.blocks[1].register_forward_hook(lambda _, inputs, __: seen.append(inputs))
    tagger(batch)
    x, near = seen[0]
    assert len(x) == 51
    # The last jet's 20 particles come last.
    for i in range(31, 51):
        distance = (x[31:] - x[i]).norm(dim=1)
        distance[i - 31] = math.inf
        torch.testing.assert_close(distance[near[i] - 31], distance.sort().values[:3])
