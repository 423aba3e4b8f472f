"""``pyg-jets simulate``: any number of jets of one kind, in shards."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import Commands, check_different, command, positive

if TYPE_CHECKING:
    from pyg_jets.simulation import Process
from pyg_jets.jobs.atomic import check_folder


def add(commands: Commands) -> None:
    """Register the command."""
    simulate = command(
        commands, "simulate", "simulate jets with Pythia 8; run it again to go on or to check", run
    )
    simulate.add_argument(
        "--kind",
        required=True,
        help="w, z, top, qcd, quark, gluon, z_quark, z_gluon, wqq, zqq, hbb, hcc or hgg; or a name "
        "for a process of your own, which takes --resonance, --decay and --setting",
    )
    simulate.add_argument(
        "--resonance", type=int, metavar="PDG", help="code of what decays in the jet, such as 25"
    )
    simulate.add_argument(
        "--decay",
        nargs="+",
        type=_parton,
        metavar="PDG",
        help="codes of what it decays to, q for any quark but top; all of it must lie in the jet",
    )
    simulate.add_argument("--jets", type=positive, required=True, help="how many")
    simulate.add_argument("--out", type=Path, required=True, help="folder for the shards")
    simulate.add_argument("--detector", default="none", help="none, cms, atlas or delphes (none)")
    simulate.add_argument(
        "--pt",
        type=float,
        nargs=2,
        default=(500.0, 700.0),
        metavar=("LOW", "HIGH"),
        help="window of the jets in GeV (500 700)",
    )
    simulate.add_argument(
        "--radius", type=float, default=0.8, help="of the jets and of the matching (0.8)"
    )
    simulate.add_argument(
        "--weights",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="weights that undo the nearly flat spectrum of pt (on)",
    )
    simulate.add_argument(
        "--eta", type=float, default=2.0, help="greatest |pseudorapidity| of the jets (2)"
    )
    simulate.add_argument(
        "--energy", type=float, default=14000.0, help="centre-of-mass energy in GeV (14000)"
    )
    simulate.add_argument(
        "--mpi",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="multiple parton interactions (on)",
    )
    simulate.add_argument(
        "--setting",
        action="append",
        default=[],
        metavar="'NAME = VALUE'",
        help="one more of Pythia's settings; may be repeated",
    )
    simulate.add_argument(
        "--jets-per-shard", type=positive, default=2000, help="jets in each file (2000)"
    )
    simulate.add_argument("--workers", type=positive, default=1, help="processes (1)")
    simulate.add_argument("--scheduler", help="address of a Dask cluster to run on instead")


def run(options: argparse.Namespace) -> None:
    """Make what is missing in the folder."""
    check_different("--setting", [text.split("=")[0].strip().lower() for text in options.setting])
    check_folder(options.out)
    from pyg_jets.simulation import Campaign, Recipe

    kind, settings = _process(options)
    recipe = Recipe(
        kind,
        options.detector,
        pt_window=tuple(options.pt),
        eta_max=options.eta,
        energy=options.energy,
        mpi=options.mpi,
        settings=settings,
        radius=options.radius,
        weights=options.weights,
    )
    campaign = Campaign(recipe, options.jets, options.seed, options.jets_per_shard)
    shards = campaign.run(options.out, workers=options.workers, scheduler=options.scheduler)
    sys.stdout.write(f"written: {options.out}, {options.jets:,} jets in {len(shards):,} shards\n")


def _process(options: argparse.Namespace) -> tuple[str | Process, tuple[str, ...]]:
    """The kind and further settings; those of a process of one's own switch it on.

    Raises:
        ValueError: If a built-in kind gets a resonance or a decay, or one is given alone.
    """
    given = tuple(options.setting)
    if options.resonance is None and options.decay is None:
        return options.kind, given
    from pyg_jets.simulation import PROCESSES, Process

    if options.kind in PROCESSES:
        raise ValueError(
            f"'--resonance' and '--decay' are for processes of your own (got them with the kind "
            f"'{options.kind}'): give it another name"
        )
    return Process(options.kind, given, options.resonance, tuple(options.decay or ())), ()


def _parton(text: str) -> int | str:
    """A PDG code, or ``q``."""
    return text if text == "q" else int(text)
