"""What every exported tagger must do; a newcomer is tested with no edit."""

from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets import (
    Constituents,
    JetTreeDataset,
    LundPlane,
    attribution,
    cluster,
    fit,
    lund_coordinates,
    predict,
    taggers,
)
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import Tagger, load_tagger

TAGGERS = [
    member
    for name in taggers.__all__
    if isinstance(member := getattr(taggers, name), type) and member is not Tagger
]


@pytest.fixture(params=TAGGERS, ids=lambda tagger: tagger.__name__)
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = request.param()
    tagger.fit_scaling(cluster(toy_jets))
    return tagger.eval()


def test_alone_equals_in_a_batch(tagger: Any, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    together = tagger(trees.batch())
    assert together.shape == (7,)
    alone = torch.cat([tagger(tree) for tree in trees])
    torch.testing.assert_close(alone, together, rtol=1e-4, atol=1e-5)


def test_order_of_constituents_does_not_matter(tagger: Any, toy_jets: Constituents) -> None:
    shuffled = [jet.p4[torch.randperm(len(jet.p4))] for jet in toy_jets]
    logits = tagger(cluster(Constituents.from_list(shuffled)).batch())
    torch.testing.assert_close(logits, tagger(cluster(toy_jets).batch()), rtol=1e-4, atol=1e-5)


def test_embed_and_head_are_the_logit(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    embedding = tagger.embed(batch)
    assert embedding.shape == (7, tagger.hidden_channels)
    assert torch.equal(tagger.head(embedding).squeeze(-1), tagger(batch))
    layers: dict[int, torch.Tensor] = {}
    for k, layer in enumerate(tagger.head):
        layer.register_forward_hook(lambda _, __, output, k=k: layers.update({k: output}))
    tagger(batch)
    for k, output in layers.items():
        assert torch.equal(output, tagger.head[: k + 1](embedding))
    assert len(layers) == len(tagger.head)


def test_finite_gradients_reach_the_jet(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    # A tagger of trees reads the features, a view is made from the momenta.
    field = "x" if tagger.transform is None else "p4"
    batch[field].requires_grad_()
    tagger(batch).sum().backward()
    assert batch[field].grad.isfinite().all()
    assert (batch[field].grad != 0).any()


def test_states_and_readout_are_the_embedding(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    states = tagger.states(batch)
    assert states.shape == (batch.num_nodes, tagger.state_channels)
    torch.testing.assert_close(tagger.readout(states, batch), tagger.embed(batch))


def test_saliency_lives_on_its_nodes(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    saliency = attribution.node_saliency(tagger, batch)
    assert saliency.shape == (batch.num_nodes,)
    assert saliency.isfinite().all()
    elsewhere = {"nodes": saliency < 0, "leaves": ~batch.is_leaf, "splittings": batch.is_leaf}
    assert (saliency[elsewhere[tagger.node_states]] == 0).all()
    assert (saliency > 0).any()


def test_saliency_has_a_map(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    saliency = attribution.splitting_saliency(tagger, batch)
    plane = LundPlane().fill(lund_coordinates(batch), saliency)
    assert plane.mean.max() > 0


def test_the_frame_is_remembered(tagger: Any, toy_jets: Constituents) -> None:
    assert tagger.frame == "jet"
    with pytest.raises(ValueError, match=r"'jet' frame \(got 'laboratory'\)"):
        tagger(cluster(toy_jets, frame="laboratory").batch())


def test_double_precision(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    single = tagger(batch)
    torch.testing.assert_close(tagger.double()(batch).float(), single, rtol=1e-3, atol=1e-4)


def test_nothing_is_left_on_the_batch(tagger: Any, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    fields = set(batch.keys())
    tagger(batch)
    assert set(batch.keys()) == fields


def test_one_particle_jet(tagger: Any, toy_jets: Constituents) -> None:
    assert tagger(cluster(toy_jets)[0]).isfinite().all()


def test_a_training_step_on_one_jet(tagger: Any, toy_jets: Constituents) -> None:
    for jet in (0, 1, 3):
        tagger.train().zero_grad()
        tagger(cluster(toy_jets)[[jet]].batch()).sum().backward()
        gradients = [p.grad for p in tagger.parameters() if p.grad is not None]
        assert gradients
        assert all(gradient.isfinite().all() for gradient in gradients)
    assert all(value.isfinite().all() for value in tagger.state_dict().values())


def test_state_and_file_round_trip(tagger: Any, toy_jets: Constituents, tmp_path: Path) -> None:
    batch = cluster(toy_jets).batch()
    other = type(tagger)(**tagger.config)
    other.load_state_dict(tagger.state_dict())
    assert torch.equal(other.eval()(batch), tagger(batch))
    tagger.save(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger")(batch), tagger(batch))


def _wide_and_narrow(n: int, seed: int) -> JetTreeDataset:
    """Signal jets are wide, background jets narrow; 3 to 8 particles of 100 GeV in all."""
    generator = torch.Generator().manual_seed(seed)
    jets, labels = [], [i % 2 for i in range(n)]
    for label in labels:
        k = int(torch.randint(3, 9, (1,), generator=generator))
        spread = 0.3 if label else 0.15
        y, phi = spread * torch.randn(2, k, generator=generator, dtype=torch.float64)
        pt = torch.full((k,), 100.0 / k, dtype=torch.float64)
        jets.append(torch.stack((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()), 1))
    return cluster(Constituents.from_list(jets, label=labels))


def test_it_learns(tagger: Any) -> None:
    train, val = _wide_and_narrow(500, 0), _wide_and_narrow(200, 1)
    tagger.fit_scaling(train)
    # Millions of parameters learn from fewer steps, and smaller ones.
    large = sum(p.numel() for p in tagger.parameters()) > 10**6
    epochs, lr = (1, 1e-3) if large else (4, 5e-3)
    fit(tagger.train(), train, val, epochs=epochs, batch_size=32, lr=lr, progress=False)
    assert val.y is not None
    assert roc_auc(predict(tagger, val), val.y).value > 0.75
