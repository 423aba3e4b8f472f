"""EFN: size, and infrared and collinear safety by construction."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, attribution, cluster
from pyg_jets.taggers import EFN, PFN, Tagger


def test_size_is_the_published_one() -> None:
    parameters = sum(p.numel() for p in EFN().parameters())
    # The softmax of two classes has one output more. Published: 82k.
    assert parameters + 101 == 82_358


def test_units_of_the_first_layer_bend_at_distances_from_the_axis() -> None:
    layers = [layer for layer in EFN().phi if isinstance(layer, torch.nn.Linear)]
    assert 0.9 < layers[0].bias.abs().max() <= 1
    assert all((layer.bias == 0).all() for layer in layers[1:])


def _logits(tagger: Tagger, jets: list[Tensor]) -> Tensor:
    with torch.no_grad():
        logits: Tensor = tagger(cluster(Constituents.from_list(jets)).batch())
    return logits


def _split(p4: Tensor) -> Tensor:
    """The hardest constituent in two, massive ones too, in one direction."""
    hardest = p4[:, 0].abs().argmax()
    return torch.cat((p4, 0.3 * p4[hardest][None])) - 0.3 * torch.nn.functional.pad(
        p4[hardest][None], (0, 0, int(hardest), len(p4) - int(hardest))
    )


def _with_soft(p4: Tensor) -> Tensor:
    direction = p4.sum(0)[[0, 1]]
    soft = 1e-7 * torch.stack((-direction[1], direction[0], direction[0] * 0))
    return torch.cat((p4, torch.cat((soft, soft.norm()[None]))[None]))


@pytest.mark.parametrize("change", [_split, _with_soft])
def test_infrared_and_collinear_safety(
    change: Callable[[Tensor], Tensor], toy_jets: Constituents
) -> None:
    before = [jet.p4 for jet in toy_jets]
    after = [change(p4) for p4 in before]
    safe, unsafe = EFN(), PFN()
    torch.testing.assert_close(_logits(safe, after), _logits(safe, before), rtol=0, atol=1e-5)
    # Untrained, without a bias, all layers are homogeneous: one particle alone is no example.
    assert ((_logits(unsafe, after) - _logits(unsafe, before)).abs()[1:] > 1e-3).all()


def test_saliency_is_at_most_the_share_of_pt(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), EFN()
    saliency, z = attribution.node_saliency(tagger, batch), tagger.view(batch).particles[:, 0]
    assert (saliency <= z * (1 + 1e-5)).all()
    # The first is alone, at the centroid, where nothing has a gradient before training.
    leaf = batch.is_leaf.nonzero().flatten()[1:]
    assert (saliency[leaf] > 0.1 * z[leaf]).all()
