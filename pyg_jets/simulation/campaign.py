"""Many jets in many files: shards that can be made anywhere, in any order, again and again.

A shard is a pure function of the configuration, the seed and its number. It appears whole or not
at all, its checksum is kept, and what is missing or damaged is made again.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from pyg_jets.jobs import pool
from pyg_jets.jobs.atomic import made_folder
from pyg_jets.jobs.folder_lock import only_writer
from pyg_jets.jobs.progress import Progress
from pyg_jets.simulation._manifest import Manifest, checksum, read_manifest
from pyg_jets.simulation.simulate import Recipe, check_recipe, simulated_shard

JETS_PER_SHARD = 2000


@dataclass(frozen=True)
class Campaign:
    """A sample of one kind in shards.

    Args:
        recipe: What to simulate; the detector by its name.
        jets: How many; exactly so many come.
        seed: Of everything random.
        jets_per_shard: In each file, less in the last.
    """

    recipe: Recipe
    jets: int
    seed: int = 0
    jets_per_shard: int = JETS_PER_SHARD

    def __post_init__(self) -> None:
        """Refuse what cannot be written down or made.

        Raises:
            TypeError: If the detector is a function.
            ValueError: If a number of jets is not positive, or the seed is negative.
        """
        if not isinstance(self.recipe.detector, str):
            raise TypeError("a campaign's detector must be a name (got a function)")
        for name in ("jets", "jets_per_shard"):
            if getattr(self, name) < 1:
                raise ValueError(f"'{name}' must be at least 1 (got {getattr(self, name)})")
        if self.seed < 0:
            raise ValueError(f"'seed' must not be negative (got {self.seed})")

    @property
    def shards(self) -> dict[str, tuple[int, int]]:
        """Name of each shard's file -> its number and its jets."""
        starts = range(0, self.jets, self.jets_per_shard)
        return {
            f"shard-{number:05d}.safetensors": (number, min(self.jets_per_shard, self.jets - start))
            for number, start in enumerate(starts)
        }

    def run(
        self,
        folder: str | os.PathLike[str],
        *,
        workers: int = 1,
        scheduler: str | None = None,
        stream: TextIO | None = None,
    ) -> list[Path]:
        """Make all shards that are not in ``folder`` yet, with the same bytes wherever it runs.

        Run again after an interruption it goes on where it stopped; run again when all is done it
        compares the checksums. Each shard is a file that
        :meth:`Constituents.load <pyg_jets.Constituents.load>` reads; numbers of events are unique
        over them.

        Args:
            folder: Made if it is missing; on a cluster all workers must see it.
            workers: Processes on this machine; a script must then guard its main program.
            scheduler: Address of a running ``distributed`` cluster, such as ``"tcp://host:8786"``,
                to run there instead.
            stream: Where progress and what had to be repeated are told; standard error.

        Returns:
            The files, in order.

        Raises:
            ImportError: If Pythia, or Dask for a scheduler, is not installed.
            OSError: If the folder is not writable or in use by another run, the disk is full, the
                scheduler does not answer, or workers die again and again.
            ValueError: If the folder holds something else, or a setting is wrong.
        """
        if workers < 1:
            raise ValueError(f"'workers' must be at least 1 (got {workers})")
        folder = Path(folder).absolute()
        with made_folder(folder), only_writer(folder):
            self._complete(folder, workers, scheduler, stream or sys.stderr)
        return [folder / name for name in self.shards]

    def _complete(self, folder: Path, workers: int, scheduler: str | None, stream: TextIO) -> None:
        manifest = Manifest(folder, self._configuration)
        broken = manifest.broken()
        there = manifest.content["shards"]
        tasks = [(name, *numbers) for name, numbers in self.shards.items() if name not in there]
        if tasks and not there:
            check_recipe(self.recipe)
        done = sum(shard["jets"] for shard in there.values())
        progress = Progress(self.jets, done=done, stream=stream)
        for name in broken:
            progress.report(f"{name} is damaged or missing: it is made again")
        manifest.write()
        try:
            for _, (name, jets, sha256) in pool.results(
                partial(_make, self, folder),
                tasks,
                workers=workers,
                scheduler=scheduler,
                report=progress.report,
            ):
                manifest.add(name, jets, sha256)
                progress.add(jets)
        finally:
            progress.end()
            manifest.sweep()

    @property
    def _configuration(self) -> dict[str, Any]:
        """All that decides the bytes: with Pythia's settings, which a new version may change."""
        sizes = {name: getattr(self, name) for name in ("jets", "seed", "jets_per_shard")}
        return {**asdict(self.recipe), **sizes, "pythia": self.recipe.pythia}


def _make(campaign: Campaign, folder: Path, task: tuple[str, int, int]) -> tuple[str, int, str]:
    """Simulate and write one shard: name, jets and checksum."""
    name, number, jets = task
    path = folder / name
    simulated_shard(campaign.recipe, jets, campaign.seed, number).save(path)
    sha256 = checksum(path)
    assert sha256 is not None
    return name, jets, sha256


def campaign_shards(folder: str | os.PathLike[str]) -> list[Path]:
    """The files of a finished campaign, in order; their bytes are those that were written.

    Raises:
        FileNotFoundError: If the folder holds no campaign.
        ValueError: If the campaign is not finished, or a file is missing or damaged.
    """
    content = read_manifest(Path(folder))
    there = sum(shard["jets"] for shard in content["shards"].values())
    wanted = content["configuration"].get("jets")
    if there != wanted:
        raise ValueError(
            f"the campaign in '{folder}' must be finished (got {there} of {wanted} jets): run it "
            "again"
        )
    for name, shard in content["shards"].items():
        if checksum(Path(folder) / name) != shard["sha256"]:
            raise ValueError(
                f"'{Path(folder) / name}' must have the bytes that were written (got others, or no "
                "file): run the simulation again"
            )
    return [Path(folder) / name for name in sorted(content["shards"])]
