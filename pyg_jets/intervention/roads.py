"""Roads: where in the tree the effect of a moved splitting enters the network."""

from __future__ import annotations

from typing import Any, NamedTuple

from pyg_jets.intervention.response import Response, by_roads
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.target import Target


class Roads(NamedTuple):
    """The response, split by the nodes whose own momenta the network reads.

    Attributes:
        leaves: Through the constituents of the splitting.
        inner: Through the features of pseudojets below the splitting, its two branches included.
        ancestors: Through the splitting itself and what is above it, the jet's axis too.
    """

    leaves: Response
    inner: Response
    ancestors: Response


def roads(tagger: Tagger, trees: Any, target: Target = None) -> Roads:
    r"""How much of the response enters through leaves, pseudojets below, and ancestors.

    A moved splitting changes the momenta of all nodes below it and, a little, of those above. With
    :math:`\partial L / \partial p_n` the derivative by what the network reads of node n alone,

    .. math::
        R = \sum_n \frac{\partial L}{\partial p_n} \cdot \frac{d p_n}{d \varepsilon}

    falls apart without a rest: the three sum to :func:`response`. It is path patching
    (`arXiv:2304.14997 <https://arxiv.org/abs/2304.14997>`_) for small moves, where there is no
    interaction. A network that reads constituents alone has nothing on inner nodes; its ancestors
    are the jet's axis, if it reads that.

    Args:
        tagger: As in :func:`response`.
        trees: As in :func:`response`.
        target: As in :func:`response`.

    Raises:
        TypeError: As in :func:`response`.
        ValueError: As in :func:`response`.
    """
    return Roads(*(Response(*columns) for columns in by_roads(tagger, trees, target)))
