"""Several trainings of one network: the unit of every published number."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pyg_jets.jobs import pool
from pyg_jets.taggers import Tagger
from pyg_jets.training.fitting import FitResult, fit
from pyg_jets.training.predicting import predict


@dataclass(frozen=True)
class Ensemble:
    """Trainings that differ by their seeds alone.

    Attributes:
        members: What :func:`pyg_jets.fit` gave, in the order of the seeds.
        seeds: Of the initial parameters and of the training of each.
    """

    members: Sequence[FitResult]
    seeds: Sequence[int]

    @property
    def taggers(self) -> list[Tagger]:
        """The members' taggers."""
        return [member.tagger for member in self.members]

    def predictions(self, jets: Any, batch_size: int = 512) -> Tensor:
        """What each member says of each jet, ``(num_members, num_jets, ...)``.

        Args:
            jets: As :func:`pyg_jets.predict` takes them.
            batch_size: Jets at a time.
        """
        return torch.stack([predict(tagger, jets, batch_size) for tagger in self.taggers])

    def predict(self, jets: Any, batch_size: int = 512) -> Tensor:
        """Mean probability over the members, of the form that :func:`pyg_jets.predict` gives.

        Args:
            jets: As :func:`pyg_jets.predict` takes them.
            batch_size: Jets at a time.
        """
        return self.predictions(jets, batch_size).mean(0)

    def spread(self, jets: Any, batch_size: int = 512) -> Tensor:
        """Standard deviation of the probabilities from member to member, of each jet.

        Args:
            jets: As :func:`pyg_jets.predict` takes them.
            batch_size: Jets at a time.

        Raises:
            ValueError: If there is one member alone.
        """
        if len(self.members) < 2:
            raise ValueError(f"a spread needs at least two members (got {len(self.members)})")
        return self.predictions(jets, batch_size).std(0)


def fit_ensemble(
    build: Callable[[], Tagger],
    train: Any,
    val: Any,
    *,
    members: int = 3,
    seed: int = 0,
    workers: int = 1,
    directory: str | os.PathLike[str] | None = None,
    progress: bool = False,
    **options: Any,
) -> Ensemble:
    """Train several networks that differ by their seeds alone, side by side.

    Member k has initial parameters and a training of seed ``seed + k``, whatever the number of
    workers: ``fit(build(), train, val, seed=seed + k)`` after ``torch.manual_seed(seed + k)``.

    Args:
        build: Makes an untrained tagger; what it draws is seeded.
        train: As in :func:`pyg_jets.fit`.
        val: As there.
        members: How many.
        seed: Of the first one.
        workers: Processes on this machine; with one the members are trained here, one by one.
        directory: Where each member has a folder with its checkpoints; an interrupted ensemble goes
            on where it was.
        progress: Show a progress bar for each member.
        **options: Of :func:`pyg_jets.fit`.

    Raises:
        ValueError: If there is no member, ``workers`` is not positive, or as in
            :func:`pyg_jets.fit`.
    """
    if members < 1:
        raise ValueError(f"'members' must be at least 1 (got {members})")
    seeds = [seed + k for k in range(members)]
    one = partial(
        _member,
        build=build,
        parts=(train, val),
        directory=None if directory is None else Path(directory),
        options={"progress": progress, **options},
    )
    trained = dict(pool.results(one, seeds, workers=workers))
    return Ensemble([trained[k] for k in range(members)], seeds)


def _member(
    seed: int,
    *,
    build: Callable[[], Tagger],
    parts: tuple[Any, Any],
    directory: Path | None,
    options: dict[str, Any],
) -> FitResult:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tagger = build()
    folder = None if directory is None else directory / f"member-{seed}"
    return fit(tagger, *parts, seed=seed, directory=folder, **options)
