"""Small taggers of every kind, made anew from a seed, for the tests of attribution."""

from collections.abc import Callable

import torch
from torch_geometric.nn import GCN

from pyg_jets import Constituents, cluster, taggers
from pyg_jets.taggers import (
    CNN,
    EFN,
    FCN,
    LSTM,
    MPNN,
    PFN,
    JEDINet,
    LoLa,
    LundNet,
    ParT,
    ParticleNet,
    RecNN,
    Tagger,
    TreeNiN,
    adapt,
)
from pyg_jets.transforms import ParticleCloud

MAKERS: dict[str, Callable[[], Tagger]] = {
    "RecNN": lambda: RecNN(6),
    "gated": lambda: RecNN(6, "gated"),
    "TreeNiN": lambda: TreeNiN(6),
    "FCN": lambda: FCN(8),
    "CNN": lambda: CNN(128),
    "LSTM": lambda: LSTM(8),
    "EFN": lambda: EFN(8, 8),
    "PFN": lambda: PFN(8, 8),
    "JEDINet": lambda: JEDINet(6, 4, 4, length=20, summed=True),
    "MPNN": lambda: MPNN(8),
    "LoLa": lambda: LoLa(20, 4),
    "LundNet": lambda: LundNet(8, (4, 4)),
    "ParticleNet": lambda: ParticleNet(8, (4,), k=3),
    "ParT": lambda: ParT(8, heads=2, blocks=2, class_blocks=2, pair_channels=8),
    "GCN": lambda: adapt(GCN(7, 8, num_layers=2), transform=ParticleCloud(3)),
    "GCN on the tree": lambda: adapt(GCN(7, 8, num_layers=2)),
}
KNOWN = tuple(MAKERS)
# A tagger that was added has its own size, until it has a small one here.
MAKERS |= {
    name: member
    for name in taggers.__all__
    if isinstance(member := getattr(taggers, name), type) and name not in (*KNOWN, "Tagger")
}


def made(name: str, jets: Constituents) -> Tagger:
    """One of them in float64, scaled by some jets, in the mode of evaluation."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = MAKERS[name]().double()
        tagger.fit_scaling(cluster(jets))
        if name == "ParT":  # before it has seen jets, it cancels the size of its features
            tagger.train()(cluster(jets).batch())
    return tagger.eval()
