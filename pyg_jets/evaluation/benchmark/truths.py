"""The truths by name: planted in the toy shower, of known functions, of decays."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyg_jets.evaluation.benchmark.decays import DECAYS
from pyg_jets.evaluation.benchmark.known_answers import KNOWN
from pyg_jets.evaluation.benchmark.truth import Answer, Truth
from pyg_jets.evaluation.truth.planted_splittings import planted_splittings
from pyg_jets.jets.clustering import cluster
from pyg_jets.simulation import Region, ToyJets, ToyPair, ToyShower

_MANY = ToyShower(0.3, colour=3, min_kt=2.0, region=Region((0.8, 1.8), (1.6, 2.6), 6.0))
"""About seven emissions in a jet, so that there is something to choose from."""
_NONE = ToyShower(0.3, colour=3, min_kt=2.0, region=Region((0.5, 2.0), (1.4, 3.0), 0.0))
_PAIR = ToyPair()


def _of_toy(shower: Callable[[int, int], ToyJets]) -> Callable[[int, int], Answer]:
    def make(jets: int, seed: int) -> Answer:
        toy = shower(jets, seed)
        trees = cluster(toy.constituents)
        return Answer(trees, planted_splittings(toy.in_region, trees.batch()))

    return make


TRUTHS: Mapping[str, Truth] = {
    truth.name: truth
    for truth in (
        Truth("planted", "a planted region of the Lund plane", _of_toy(_MANY.jets)),
        Truth("pair", "a planted pair, neither of which tells alone", _of_toy(_PAIR.jets), sign=0),
        Truth("veto", "a region that signal leaves empty", _of_toy(_NONE.jets), sign=-1),
        *KNOWN,
        *DECAYS,
    )
}
"""All truths, by the name that the command line has for them."""


def truth_named(name: str | Truth) -> Truth:
    """A truth by its name, or itself.

    Args:
        name: One of :data:`TRUTHS`, or a truth of one's own.

    Raises:
        ValueError: If there is none of that name.
    """
    if isinstance(name, Truth):
        return name
    if name not in TRUTHS:
        raise ValueError(f"a truth must be one of {', '.join(TRUTHS)} (got '{name}')")
    return TRUTHS[name]
