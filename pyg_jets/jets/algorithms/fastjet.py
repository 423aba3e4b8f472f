"""FastJet's own clustering of one jet at a time, for any ``fastjet.JetDefinition``."""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import Any

import numpy as np


def fastjet_merges(
    p4: np.ndarray, ptr: np.ndarray, definition: Any
) -> tuple[np.ndarray, np.ndarray | None]:
    """Merges of packed jets, and the merged momenta where the scheme is not E.

    Args:
        p4: Momenta in GeV.
        ptr: Borders of the jets.
        definition: A ``fastjet.JetDefinition``.

    Shapes:
        - **p4:** ``(num_particles, 4)``; **ptr:** ``(num_jets + 1,)``
        - **output:** ``(num_particles - num_jets, 2)`` int32 and ``(…, 4)`` or None

    Raises:
        TypeError: If ``definition`` is no ``JetDefinition``.
        ValueError: If FastJet does not know its scheme, or it leaves more than one jet of a jet's
            constituents.
    """
    import fastjet

    _check(definition)
    merges, momenta = [np.empty((0, 2), np.int32)], [np.empty((0, 4))]
    for jet, (first, last) in enumerate(pairwise(ptr)):
        merge, momentum = _history(p4[first:last], definition, jet)
        merges.append(merge)
        momenta.append(momentum)
    e_scheme = definition.recombination_scheme() == fastjet.E_scheme
    return np.concatenate(merges), None if e_scheme else np.concatenate(momenta)


def _check(definition: Any) -> None:
    if not isinstance(definition, _swig().JetDefinition):
        raise TypeError(
            "'algorithm' must be a name or a fastjet.JetDefinition "
            f"(got {type(definition).__name__})"
        )
    try:
        # In a clustering the same error would end the process.
        definition.description()
    except Exception as error:
        raise ValueError(
            f"'algorithm' must be a jet definition that FastJet can run (got: {error}); "
            "JetDefinition(algorithm, R, recombination scheme) takes no strategy"
        ) from error


@functools.cache
def _swig() -> Any:
    """FastJet's classic interface: the wheel's own does not give the history."""
    import fastjet._swig as swig

    return swig


def _history(p4: np.ndarray, definition: Any, jet: int) -> tuple[np.ndarray, np.ndarray]:
    swig = _swig()
    particles = [swig.PseudoJet(*row) for row in p4.tolist()]
    sequence = swig.ClusterSequence(particles, definition)
    jets = sequence.inclusive_jets()
    if len(jets) != 1:
        raise ValueError(
            f"jet {jet}: the jet definition must end in one jet (got {len(jets)}: "
            f"{definition.description()}); a larger R leaves one"
        )
    merges, momenta = np.empty((len(p4) - 1, 2), np.int32), np.empty((len(p4) - 1, 4))
    pending = list(jets)
    while pending:
        node = pending.pop()
        children = swig.PseudoJet(), swig.PseudoJet()
        if node.has_parents(*children):
            row = node.cluster_hist_index() - len(p4)
            merges[row] = sorted(child.cluster_hist_index() for child in children)
            momenta[row] = node.px(), node.py(), node.pz(), node.E()
            pending.extend(children)
    return merges, momenta
