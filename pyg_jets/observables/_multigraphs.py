"""All connected multigraphs of a few edges, and the cheapest way to sum over each."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import permutations
from typing import NamedTuple, TypeAlias

import numpy as np

Multigraph: TypeAlias = tuple[tuple[int, int], ...]
"""Its edges, sorted, each from a smaller to a larger vertex; vertices are 0, 1, 2, ..."""

MAX_DEGREE = 5

POWER, PRODUCT, THROUGH, TIMES, APPLY, SUM = range(6)
"""What a :class:`Step` does."""


class Step(NamedTuple):
    r"""One operation on matrices M (of two vertices), vectors v (of one), or numbers.

    ``POWER``: the distances to the power of ``first``; ``PRODUCT``: :math:`M_{ij} M'_{ij}`;
    ``THROUGH``: :math:`\sum_k M_{ik} v_k M'_{kj}`, with v ``third``; ``TIMES``: :math:`v_i v'_i`;
    ``APPLY``: :math:`\sum_j M_{ij} v_j`; ``SUM``: :math:`\sum_i v_i`, number ``second`` of the
    output. Arguments are numbers of matrices, or of vectors, of which number 0 is z.
    """

    what: int
    first: int
    second: int = 0
    third: int = 0


@cache
def multigraphs(degree: int) -> tuple[Multigraph, ...]:
    """All connected multigraphs with so many edges and no loop: 1, 2, 5, 12, 33 for 1 to 5.

    No two are alike up to the names of their vertices. Those with fewer vertices come first.

    Args:
        degree: Number of edges, from 1 to 5.

    Raises:
        ValueError: If it is something else.

    Example:
        >>> multigraphs(2)
        (((0, 1), (0, 1)), ((0, 1), (0, 2)))
    """
    if isinstance(degree, bool) or degree not in range(1, MAX_DEGREE + 1):
        raise ValueError(f"'degree' must be an integer from 1 to {MAX_DEGREE} (got {degree!r})")
    if degree == 1:
        return (((0, 1),),)
    larger = set()
    for graph in multigraphs(degree - 1):
        vertices = max(max(edge) for edge in graph) + 1
        for a in range(vertices):
            # To another vertex, or to a new one: any connected graph is made this way.
            larger |= {_named((*graph, (a, b))) for b in range(a + 1, vertices + 1)}
    return tuple(sorted(larger, key=lambda graph: (max(max(edge) for edge in graph), graph)))


def _named(graph: Multigraph) -> Multigraph:
    """With the names of the vertices that make the list of edges the first in order."""
    edges = np.array(graph)
    names = _permutations(int(edges.max()) + 1)[:, edges]
    pairs = np.sort(names, axis=2)
    lists = np.sort(pairs[..., 0] * (MAX_DEGREE + 1) + pairs[..., 1], axis=1)
    first = lists[np.lexsort(lists.T[::-1])[0]]
    return tuple((int(code) // (MAX_DEGREE + 1), int(code) % (MAX_DEGREE + 1)) for code in first)


@cache
def _permutations(size: int) -> np.ndarray:
    return np.array(list(permutations(range(size))))


@cache
def program(degree: int) -> np.ndarray:
    """Steps that sum over all multigraphs of a degree, ``(num_steps, 5)`` integers.

    The columns are those of :class:`Step` and the number of the matrix or vector that it makes.
    What several graphs share is done once.
    """
    plan = _Plan()
    for number, graph in enumerate(multigraphs(degree)):
        plan.add(graph, number)
    return np.array([(*step, out) for step, out in plan.steps.items()])


class _Plan:
    """Vertices are summed away one by one, those with one neighbour first, then with two.

    More than two neighbours never happen: the smallest graph in which all vertices have three
    has six edges.
    """

    def __init__(self) -> None:
        self.steps: dict[Step, int] = {}
        self.matrices, self.vectors = 0, 1

    def add(self, graph: Multigraph, number: int) -> None:
        """The steps of one graph."""
        vector = {vertex: 0 for edge in graph for vertex in edge}
        matrix = {
            edge: self._matrix(Step(POWER, count)) for edge, count in sorted(Counter(graph).items())
        }
        while len(vector) > 1:
            vertex = min(vector, key=lambda v: (sum(v in edge for edge in matrix), -v))
            ends = sorted({end for edge in matrix if vertex in edge for end in edge} - {vertex})
            to = [matrix.pop((min(vertex, end), max(vertex, end))) for end in ends]
            if len(ends) == 1:
                summed = self._vector(Step(APPLY, to[0], vector[vertex]))
                pair = sorted((vector[ends[0]], summed))
                vector[ends[0]] = self._vector(Step(TIMES, *pair))
            else:
                first, second = sorted(to)
                between = self._matrix(Step(THROUGH, first, second, vector[vertex]))
                edge = ends[0], ends[1]
                if edge in matrix:
                    between = self._matrix(Step(PRODUCT, *sorted((matrix[edge], between))))
                matrix[edge] = between
            del vector[vertex]
        self.steps[Step(SUM, next(iter(vector.values())), number)] = number

    def _matrix(self, step: Step) -> int:
        if step not in self.steps:
            self.steps[step] = self.matrices
            self.matrices += 1
        return self.steps[step]

    def _vector(self, step: Step) -> int:
        if step not in self.steps:
            self.steps[step] = self.vectors
            self.vectors += 1
        return self.steps[step]
