"""Jets of several kinds -> training, validation and test jets with labels."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from pyg_jets.datasets.kind import Kind
from pyg_jets.datasets.kind_files import all_jets, of_label
from pyg_jets.datasets.split import Split, split_by_event
from pyg_jets.jets.constituents import Constituents

_PARTS = ("training", "validation", "test")


def labelled_split(
    kinds: Sequence[Kind], labels: Sequence[int], seed: int = 0
) -> Split[Constituents]:
    """Read the jets of each kind, split them by event, and put the kinds one behind the other.

    Columns that not all kinds have are left out, with a warning: files of different formats have
    different ones.

    Args:
        kinds: The kinds.
        labels: That their jets get.
        seed: Of the split.

    Raises:
        ValueError: If a part lacks a kind, it is not clear which jets of a file are of a kind, or
            as in the readers.
    """
    whole = _with_common_columns([all_jets(kind) for kind in kinds], kinds)
    # All labels of a file are split together: an event with jets of two kinds stays on one side.
    # Events of different files have nothing to do with each other.
    splits = [split_by_event(jets, seed=seed) for jets in whole]
    return Split(
        *(
            Constituents.concat(
                [
                    _labelled(jets, kind, label, part)
                    for jets, kind, label in zip(of_kinds, kinds, labels, strict=True)
                ]
            )
            for part, of_kinds in zip(_PARTS, zip(*splits, strict=True), strict=True)
        )
    )


def _labelled(jets: Constituents, kind: Kind, label: int, part: str) -> Constituents:
    mine = of_label(jets, kind)
    if not len(mine):
        raise ValueError(
            f"the {part} part must have jets of the kind '{kind.name}' (got none): give more jets "
            "of different events"
        )
    return mine.with_label(label)


def _with_common_columns(whole: list[Constituents], kinds: Sequence[Kind]) -> list[Constituents]:
    columns = [jets._columns() for jets in whole]
    # A file of one kind needs no labels, and gets its own.
    common = set(columns[0]).intersection(*columns[1:]) | {"label"}
    left_out = sorted(set().union(*columns) - common)
    if not left_out:
        return whole
    names = ", ".join(f"'{kind.name}'" for kind in kinds)
    warnings.warn(
        f"the kinds {names} have different columns: {', '.join(left_out)} of some are left out",
        stacklevel=2,
    )
    return [
        Constituents._from_columns({key: column[key] for key in column if key in common})
        for column in columns
    ]
