"""The graphs against networkx, and the plans against their rules."""

from itertools import combinations_with_replacement
from typing import Any

import networkx as nx
import numpy as np
import pytest

from pyg_jets.observables import multigraphs
from pyg_jets.observables._multigraphs import APPLY, POWER, PRODUCT, SUM, THROUGH, TIMES, program


def _all_by_hand(degree: int) -> list[nx.MultiGraph]:
    """Every choice of edges among so many vertices, one of each class."""
    vertices = degree + 1
    edges = [(a, b) for b in range(vertices) for a in range(b)]
    distinct: list[nx.MultiGraph] = []
    for chosen in combinations_with_replacement(edges, degree):
        graph = nx.MultiGraph(chosen)
        if nx.is_connected(graph) and not any(_alike(graph, other) for other in distinct):
            distinct.append(graph)
    return distinct


def _alike(one: nx.MultiGraph, other: nx.MultiGraph) -> bool:
    """Up to the names of the vertices; multiplicities are weights of a simple graph."""
    if sorted(d for _, d in one.degree) != sorted(d for _, d in other.degree):
        return False
    simple = []
    for graph in (one, other):
        weighted = nx.Graph()
        for a, b in graph.edges():
            weighted.add_edge(a, b, count=graph.number_of_edges(a, b))
        simple.append(weighted)
    return bool(nx.is_isomorphic(*simple, edge_match=lambda a, b: a["count"] == b["count"]))


@pytest.mark.parametrize(("degree", "number"), [(1, 1), (2, 2), (3, 5), (4, 12), (5, 33)])
def test_so_many_graphs(degree: int, number: int) -> None:
    graphs = multigraphs(degree)
    assert len(graphs) == number == len(set(graphs))
    for graph in graphs:
        assert len(graph) == degree
        assert nx.is_connected(nx.MultiGraph(graph))
        assert all(a < b for a, b in graph)
        assert {vertex for edge in graph for vertex in edge} == set(range(max(map(max, graph)) + 1))
    assert [max(map(max, graph)) for graph in graphs] == sorted(max(map(max, g)) for g in graphs)


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_they_are_all_that_there_are(degree: int) -> None:
    others = _all_by_hand(degree)
    assert len(others) == len(multigraphs(degree))
    for graph in multigraphs(degree):
        assert sum(_alike(nx.MultiGraph(graph), other) for other in others) == 1


def test_no_step_is_done_twice_or_before_what_it_needs() -> None:
    steps = program(5)
    assert len(np.unique(steps[:, :4], axis=0)) == len(steps)
    assert (steps[:, 0] == SUM).sum() == 33
    matrices: set[int] = set()
    vectors = {0}
    for what, first, second, third, out in steps.tolist():
        assert what == POWER or first in (vectors if what in (TIMES, SUM) else matrices)
        if what in (PRODUCT, THROUGH):
            assert second in matrices
        if what in (TIMES, APPLY):
            assert second in vectors
        if what == THROUGH:
            assert third in vectors
        if what in (PRODUCT, THROUGH, TIMES):
            assert first <= second  # or the same would be made twice, the other way round
        if what <= APPLY:
            made = matrices if what <= THROUGH else vectors
            assert out not in made
            made.add(out)


@pytest.mark.parametrize("degree", [0, 6, 2.5, True, "3"])
def test_other_degrees_are_refused(degree: Any) -> None:
    with pytest.raises(ValueError, match="an integer from 1 to 5"):
        multigraphs(degree)
