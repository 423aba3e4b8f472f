"""What every method is compared with: the truth itself, kinematics alone, random numbers."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pyg_jets.evaluation.benchmark.truth import Answer
from pyg_jets.evaluation.truth.hit_rate import simple_choices

ORACLE, KT, RANDOM = "oracle", "largest kt", "random"
CONTROLS = (ORACLE, KT, RANDOM)
"""Rows of every table that know no tagger."""


def control_values(name: str, answer: Answer, seed: int) -> Tensor:
    """Numbers on the nodes that know no tagger, larger where a splitting matters more.

    Args:
        name: One of :data:`CONTROLS`.
        answer: The jets.
        seed: Of random numbers: drawn anew for each training, as if each were another network.

    Shapes:
        - **output:** ``(num_nodes,)``, not negative
    """
    batch = answer.jets.batch()
    if name == ORACLE:
        return answer.oracle
    if name == KT:
        ln_kt = simple_choices(batch)["largest kt"]
        return (ln_kt - ln_kt.min()).masked_fill(batch.is_leaf, 0.0)
    draw = np.random.default_rng(seed).random(batch.num_nodes)
    return torch.from_numpy(draw).masked_fill(batch.is_leaf, 0.0)
