"""Networks as people have them: written for PyG, for slots with a mask, with ends of all kinds."""

from pathlib import Path
from typing import Any

import lightning
import torch
import torch_geometric.nn
from torch import Tensor
from torch.nn import (
    BatchNorm1d,
    Conv1d,
    Embedding,
    Identity,
    Linear,
    Module,
    ReLU,
    TransformerEncoder,
    TransformerEncoderLayer,
)
from torch_geometric.nn import (
    MLP,
    GCNConv,
    GraphNorm,
    PointNetConv,
    Set2Set,
    SortAggregation,
    global_add_pool,
    global_max_pool,
    global_mean_pool,
)

from pyg_jets.taggers import adapt
from pyg_jets.transforms import LundTree, ParticleCloud
from pyg_jets.transforms import Sequence as Slots

TABLE = Path(__file__).parents[1] / "docs" / "adding" / "networks.md"
DEGREES = torch.tensor([0, 0, 0, 9])


class Classifier(Module):
    """As in PyG's first tutorial: convolutions, a readout, a linear layer, and an end."""

    def __init__(self, channels: int = 1, end: Any = None, pool: Any = global_mean_pool) -> None:
        super().__init__()
        self.conv1, self.conv2 = GCNConv(7, 8), GCNConv(8, 8)
        self.pool, self.end = pool, end or Identity()
        wide = {Set2Set: 16, SortAggregation: 24}.get(type(pool), 8)
        self.lin = Linear(wide, channels)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:
        x = self.conv1(x, edge_index).relu()
        x = self.conv2(x, edge_index).relu()
        return self.end(self.lin(self.pool(x, batch)))


class Pooled(Module):
    """Nodes are dropped on the way, those with the largest scores stay."""

    def __init__(self, pooling: Any) -> None:
        super().__init__()
        self.conv, self.pooling, self.lin = GCNConv(7, 8), pooling, Linear(8, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:
        x = self.conv(x, edge_index).relu()
        x, _, _, batch, *_ = self.pooling(x, edge_index, batch=batch)
        return self.lin(global_max_pool(x, batch))


class OfData(Module):
    """As in PyG's examples: one argument with everything."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = Classifier(2)

    def forward(self, data: Any) -> Any:
        return self.inner(data.x, data.edge_index, data.batch)


class OfPlaces(Module):
    """A point cloud: what is around each particle, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.lin = PointNetConv(MLP([9, 8], norm=None), None), Linear(8, 1)

    def forward(self, data: Any) -> Any:
        x = self.conv(data.x, data.pos, data.edge_index).relu()
        return self.lin(global_mean_pool(x, data.batch))


class WithEdges(Module):
    """Messages that depend on what edges have."""

    def __init__(self, conv: Any) -> None:
        super().__init__()
        self.conv, self.lin = conv, Linear(8, 1)

    def forward(self, x: Tensor, edge_index: Tensor, edge_attr: Tensor, batch: Tensor) -> Any:
        return self.lin(global_mean_pool(self.conv(x, edge_index, edge_attr).relu(), batch))


class OfASet(Module):
    """Deep sets: no edges."""

    def __init__(self) -> None:
        super().__init__()
        self.phi, self.rho = MLP([7, 8, 8], norm=None), Linear(8, 1)

    def forward(self, x: Tensor, batch: Tensor) -> Any:
        return self.rho(global_add_pool(self.phi(x), batch))


class Weighted(Module):
    """Edges have weights, which it can do without; further arguments are passed on."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = Classifier()

    def forward(self, x: Tensor, edge_index: Tensor, **more: Any) -> Any:
        return self.inner(x, edge_index, more["batch"])


class Normalised(Module):
    """Normalisation and dropout; the first normalisation is fixed."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.conv, self.graph_norm = BatchNorm1d(7), GCNConv(7, 8), GraphNorm(8)
        self.drop, self.lin = torch.nn.Dropout(0.3), Linear(8, 1)
        self.norm.eval()

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:
        x = self.graph_norm(self.conv(self.norm(x), edge_index).relu(), batch)
        return self.lin(global_mean_pool(self.drop(x), batch))


class InSlots(Module):
    """As weaver's networks are: ``(num_jets, channels, slots)``, and a mask."""

    def __init__(self, classes: int = 2) -> None:
        super().__init__()
        self.conv = torch.nn.Sequential(BatchNorm1d(9), Conv1d(9, 8, 1), ReLU(), Conv1d(8, 8, 1))
        self.fc = Linear(8, classes)

    def forward(self, points: Tensor, features: Tensor, mask: Tensor) -> Any:
        x = self.conv(torch.cat((points, features), 1)).relu() * mask
        return self.fc(x.sum(2) / mask.sum(2))


class Transformer(Module):
    """Torch's own: ``(num_jets, slots, channels)``, and where there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        layer = TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.lin = Linear(7, 8)
        self.encoder = TransformerEncoder(layer, 2, enable_nested_tensor=False)

    def forward(self, x: Tensor, padding_mask: Tensor) -> Any:
        return self.encoder(self.lin(x), src_key_padding_mask=padding_mask)


class OfMomenta(Module):
    """Reads momenta beside the features, in slots; gives probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.phi, self.lin = Linear(11, 8), Linear(8, 3)

    def forward(self, x: Tensor, v: Tensor, mask: Tensor) -> Any:
        x = self.phi(torch.cat((x, v / 100), 2)).relu() * mask[:, :, None]
        return self.lin(x.sum(1)).softmax(1)


class OfKinds(Module):
    """Reads what each particle is, as a number of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.conv, self.lin = Embedding(5, 8), GCNConv(8, 8), Linear(8, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:
        return self.lin(global_mean_pool(self.conv(self.embedding(x[:, 0]), edge_index), batch))


class Kinds(ParticleCloud):
    """A cloud whose only feature is an integer."""

    def forward(self, data: Any) -> Any:
        data = super().forward(data)
        data.cloud = data.cloud.round().long() % 5
        return data


class Lit(lightning.LightningModule):
    """Trained in Lightning."""

    def __init__(self) -> None:
        super().__init__()
        self.net = Classifier(2)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Any:
        return self.net(x, edge_index, batch)


class Scripted(Module):
    """What torch.jit can read."""

    def __init__(self) -> None:
        super().__init__()
        self.phi, self.lin = Linear(7, 8), Linear(8, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        h = self.phi(x).relu()
        h = h + torch.zeros_like(h).index_add(0, edge_index[1], h[edge_index[0]])
        jets = int(batch.max()) + 1
        summed: Tensor = self.lin(torch.zeros(jets, 8, dtype=h.dtype).index_add(0, batch, h))
        return summed


OWN = (
    *(Classifier, Pooled, OfData, OfPlaces, WithEdges, OfASet, Weighted, Normalised, InSlots),
    *(Transformer, OfMomenta, OfKinds, Kinds, Lit, Scripted),
)
NAMES: dict[str, Any] = {
    **{one.__name__: one for one in (*OWN, adapt, LundTree, ParticleCloud)},
    "Slots": Slots,
    "torch": torch,
    "DEGREES": DEGREES,
    "DataParallel": torch.nn.DataParallel,  # PyG's takes lists of graphs
}
"""What the code of the table may call, beside torch's layers and PyG's."""


def rows() -> dict[str, str]:
    """By kind of network how the documentation plugs it in."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if "| `" in line]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {kind: code.strip("`") for kind, code, *_ in cells}


def made(code: str) -> Any:
    """What a row of the documentation makes."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return eval(code, {**vars(torch.nn), **vars(torch_geometric.nn), **NAMES})
