"""``pyg-jets convert``: a file of any known format becomes one of ours."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import Commands, check_file, columns_flag, command

if TYPE_CHECKING:
    from pyg_jets.jets.constituents import Constituents
    from pyg_jets.jets.jet_finding import JetFinder

_LABELS = 12
_CUTS = ("radius", "pt_min", "eta_max")


def add(commands: Commands) -> None:
    """Register the command."""
    convert = command(commands, "convert", "read jets of another format", run, seeded=False)
    convert.add_argument(
        "file",
        nargs="+",
        help="ROOT, parquet, HDF5, npz, HepMC, pickle, json.gz; several become one; file:tree",
    )
    convert.add_argument("--format", help="name of the format (by default the content tells)")
    columns_flag(convert, "for a table of one's own")
    convert.add_argument("--out", type=Path, required=True, help="file of Constituents.load")
    convert.add_argument("--radius", type=float, help="of jets found in events (0.8)")
    convert.add_argument("--pt-min", type=float, metavar="GEV", help="least pt of such jets (200)")
    convert.add_argument("--eta-max", type=float, help="greatest pseudorapidity (2.5)")


def run(options: argparse.Namespace) -> None:
    """Read, write, and say what was found."""
    check_file(options.out)
    from pyg_jets import datasets
    from pyg_jets.datasets.files import files_of

    files = files_of(options.file)
    name = options.format or (
        "columns as given" if options.columns else datasets.recognise(files[0])
    )
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", UserWarning)
        jets = datasets.read(files, options.format, options.columns, finder=_finder(options))
    for warning in warned:
        sys.stderr.write(f"pyg-jets: {warning.message}\n")
    jets.save(options.out)
    sys.stdout.write(_said(name, jets))
    sys.stdout.write(f"written: {options.out}\n")


def _finder(options: argparse.Namespace) -> JetFinder | None:
    cuts = {cut: getattr(options, cut) for cut in _CUTS if getattr(options, cut) is not None}
    from pyg_jets.jets.jet_finding import JetFinder

    return JetFinder(**cuts) if cuts else None


def _said(name: str | None, jets: Constituents) -> str:
    lines = [f"format     {name}", f"jets       {len(jets)}", f"particles  {len(jets.p4)}"]
    named = ("pid", "charge", "label", "event", "weight")
    columns = [column for column in named if getattr(jets, column) is not None]
    columns += [*jets.particle_columns, *jets.jet_columns]
    lines.append(f"columns    {', '.join(['p4', *columns])}")
    if jets.label is not None:
        labels, counts = jets.label.unique(return_counts=True)
        if len(labels) > _LABELS:
            lines.append(f"labels     {len(labels)} from {labels[0]} to {labels[-1]}")
        else:
            pairs = zip(labels.tolist(), counts.tolist(), strict=True)
            lines += [f"label {label:<4} {count}" for label, count in pairs]
    return "\n".join(lines) + "\n"
