"""The taggers of the benchmark: small ones, of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from torch_geometric.nn import GIN

from pyg_jets.taggers import EFN, LundNet, ParT, ParticleNet, RecNN, Tagger, TreeNiN, adapt
from pyg_jets.taggers.by_name import tagger_of_file


def small_gin() -> Tagger:
    """A graph isomorphism network of PyG on the clustering history, as anybody would adapt it."""
    return adapt(GIN(7, 32, num_layers=3))


NETWORKS: Mapping[str, Callable[[], Tagger]] = {
    "recnn": partial(RecNN, 20),
    "recnn_gated": partial(RecNN, 20, "gated"),
    "tree_nin": partial(TreeNiN, 20),
    "lundnet": partial(LundNet, 32, (16, 16), dense_channels=32),
    "particle_net_lite": partial(ParticleNet, 32, (16, 32), k=4, dense_channels=32),
    "part": partial(ParT, 16, heads=2, blocks=1, class_blocks=1, pair_channels=16),
    "efn": partial(EFN, 32, 32),
    "gin": small_gin,
}
"""What makes an untrained one, by the name that tables have for it."""


def networks_named(
    names: Iterable[str] | None, files: Iterable[str] = ()
) -> dict[str, Callable[[], Tagger]]:
    """What makes untrained taggers, by their names.

    Args:
        names: Of :data:`NETWORKS`; all if not given.
        files: ``"FILE.py:NAME"`` each (:func:`pyg_jets.taggers.by_name.tagger_of_file`).

    Raises:
        ValueError: If there is none of a name, a name comes twice, or a file makes no tagger.
    """
    wanted = list(NETWORKS) if names is None else list(names)
    for name in wanted:
        if name not in NETWORKS:
            raise ValueError(f"a tagger must be one of {', '.join(NETWORKS)} (got '{name}')")
    listed = [(name, NETWORKS[name]) for name in wanted]
    listed += [tagger_of_file(text) for text in files]
    given = [name for name, _ in listed]
    for name in given:
        if given.count(name) > 1:
            raise ValueError(
                f"taggers must have different names (got '{name}' {given.count(name)} times)"
            )
    return dict(listed)
