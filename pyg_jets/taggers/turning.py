"""Jets turned about their axes: what a jet is does not depend on it."""

from __future__ import annotations

import copy
import math
from typing import Any

import torch

from pyg_jets.jets import kinematics
from pyg_jets.jets.trees.edge_order import in_order
from pyg_jets.jets.trees.jet_tree import node_features
from pyg_jets.transforms._one_or_many import frame_of, jet_of_node


def turned(batch: Any, generator: torch.Generator) -> Any:
    r"""Every jet of a batch turned about its momentum by a random angle, half of them reflected.

    In the frame where the jet moves along x (:func:`pyg_jets.jets.kinematics.to_jet_frame`) all
    momenta are turned about x, and the jet is moved back to where it was: a Lorentz transformation,
    so that masses, sums and the jet's momentum stay. QCD and the decays of W and top know no such
    angle, the detector nearly none. Transverse momenta change in second order of the angles from
    the axis: which branch is the harder one, and which merge came first, are taken from the batch
    as it was.

    Args:
        batch: Batch of :class:`pyg_jets.JetTree`; it stays as it is.
        generator: Of the random numbers.

    Returns:
        A batch with other ``p4`` and ``x``.

    Raises:
        ValueError: If there are jets in several frames, or they are no binary trees any more.
    """
    batch = in_order(batch)
    jet_of = jet_of_node(batch)
    jets = batch.p4[batch.is_root]
    # Drawn on the CPU: the same angles on every device.
    angle = 2 * math.pi * torch.rand(len(jets), generator=generator, dtype=jets.dtype)
    mirror = torch.randint(2, (len(jets),), generator=generator) * 2 - 1
    angle, mirror = angle.to(jets.device), mirror.to(jets.device)
    jet, cos, sin = jets[jet_of], angle.cos()[jet_of], angle.sin()[jet_of]
    px, py, pz, energy = kinematics.to_jet_frame(batch.p4, jet).unbind(1)
    py, pz = cos * py - sin * pz, mirror[jet_of] * (sin * py + cos * pz)
    p4 = kinematics.from_jet_frame(torch.stack((px, py, pz, energy), 1), jet)
    other = copy.copy(batch)
    other.turned = True  # its branches need not be those by pt
    other.p4, other.x = p4, node_features(p4, jet, frame_of(batch)).to(batch.x.dtype)
    return other
