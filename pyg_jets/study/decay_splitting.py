"""Where in the clustering history a resonance's two quarks part: the truth of a simulation."""

from __future__ import annotations

from torch import Tensor

from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.study.decay_truth import decay_truth
from pyg_jets.study.quark_shares import partons_of


def decay_splitting(jets: JetTreeDataset) -> Tensor:
    """The splitting of each jet that separates the two quarks of a decay, such as a W's.

    Every constituent belongs to the quark nearest in rapidity and azimuth. The splitting is the
    one of whose two branches each holds more than half of one quark's pt: there is at most one.
    There is none if a quark has no constituent, or breaks up before the other has parted from it.
    :func:`decay_truth` knows top jets, too.

    Args:
        jets: Jets with two hard partons each.

    Shapes:
        - **output:** ``(num_jets,)`` rows of ``jets.batch()``; -1 where there is none

    Raises:
        ValueError: If the jets have no partons, or a jet has not two.
    """
    counts = partons_of(jets).ptr.diff()
    if not (counts == 2).all():
        jet = int((counts != 2).nonzero()[0])
        raise ValueError(f"jet {jet}: a decay must have two partons (got {int(counts[jet])})")
    return decay_truth(jets).w
