"""FCN: sizes of the paper's network, and its output layer by layer."""

from typing import Any

import torch

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import FCN
from pyg_jets.transforms import Sequence


def test_sizes() -> None:
    tagger = FCN()
    assert sum(p.numel() for p in tagger.parameters()) == 68_323
    layers = [layer for layer in tagger.modules() if isinstance(layer, torch.nn.Linear)]
    # The head comes first among the modules.
    assert [layer.out_features for layer in layers] == [12, 6, 1, 300, 102]
    assert FCN(hidden_channels=8, length=5).config == {"hidden_channels": 8, "length": 5}


def test_layer_by_layer(toy_jets: Constituents) -> None:
    tagger = FCN(length=4)
    tagger.fit_scaling(cluster(toy_jets))
    batch = cluster(toy_jets).batch()
    weights: Any = tagger.state_dict()
    h = (Sequence(length=4, oriented=False)(batch).sequence / tagger.scale).flatten(1)
    for name in ("dense.1", "dense.3", "head.0", "head.2"):
        h = (h @ weights[f"{name}.weight"].t() + weights[f"{name}.bias"]).relu()
        if name == "dense.3":
            torch.testing.assert_close(tagger.embed(batch), h)
    logits = (h @ weights["head.4.weight"].t() + weights["head.4.bias"]).squeeze(-1)
    torch.testing.assert_close(tagger(batch), logits)
