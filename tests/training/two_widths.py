"""Jets that a small network learns to tell apart in a second."""

import torch

from pyg_jets import Constituents, JetTreeDataset, cluster


def two_widths(n: int, seed: int) -> JetTreeDataset:
    """Signal jets are wide, background jets narrow; 2 to 6 particles of 100 GeV in all."""
    generator = torch.Generator().manual_seed(seed)
    jets, labels = [], [i % 2 for i in range(n)]
    for label in labels:
        k = int(torch.randint(2, 7, (1,), generator=generator))
        spread = 0.3 if label else 0.15
        y, phi = spread * torch.randn(2, k, generator=generator, dtype=torch.float64)
        pt = torch.full((k,), 100.0 / k, dtype=torch.float64)
        jets.append(torch.stack((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()), 1))
    return cluster(Constituents.from_list(jets, label=labels))
