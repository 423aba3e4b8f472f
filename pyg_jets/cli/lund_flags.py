"""How a command draws Lund maps, and into which files it writes them."""

from __future__ import annotations

import argparse
import functools
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pyg_jets.cli.arguments import PICTURES, check_file, positive

if TYPE_CHECKING:
    from pyg_jets.lund import LundPlane

DRAWN = ("mean", "error", "count", "density", "density_error")
NUMBERS = (".csv", ".yaml")


def lund_flags(parser: argparse.ArgumentParser) -> None:
    """Bins, ranges, splittings, what is drawn, and the output file."""
    parser.add_argument(
        "--bins", type=positive, nargs=2, metavar=("NX", "NY"), default=(30, 30), help="(30 30)"
    )
    for axis, title, low, high in (
        ("x", "ln(1/Delta), with --radius ln(R/Delta)", 0, 6),
        ("y", "ln(kt/GeV)", -3, 6),
    ):
        parser.add_argument(
            f"--{axis}-range",
            type=float,
            nargs=2,
            metavar=("LOW", "HIGH"),
            default=(float(low), float(high)),
            help=f"of {title} ({low} {high})",
        )
    parser.add_argument("--radius", type=float, help="of the jets: the axis is ln(R/Delta)")
    parser.add_argument(
        "--splittings",
        choices=("all", "primary", "secondary"),
        default="all",
        help="primary: those along the harder branch (all)",
    )
    parser.add_argument("--quantity", choices=DRAWN, default="mean", help="what is drawn (mean)")
    parser.add_argument(
        "--least", type=positive, help="splittings that a bin of means needs to be drawn (10)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="picture (.png, .pdf, .svg), or the numbers as .csv or for HEPData as .yaml",
    )


def check_lund(options: argparse.Namespace) -> None:
    """Refuse an impossible map or file before the work.

    Raises:
        ValueError: If limits do not ascend, the radius is not positive, the file has another
            ending, or an option of pictures stands beside a file of numbers.
        OSError: If the file cannot be written.
    """
    for flag, (low, high) in (("--x-range", options.x_range), ("--y-range", options.y_range)):
        if not (low < high and math.isfinite(low) and math.isfinite(high)):
            raise ValueError(f"'{flag}' must be two numbers that ascend (got {low:g} {high:g})")
    if options.radius is not None and not 0 < options.radius < math.inf:
        raise ValueError(f"'--radius' must be positive (got {options.radius:g})")
    check_file(options.out)
    if options.out.suffix not in NUMBERS:
        if options.out.suffix not in PICTURES:
            raise ValueError(
                "the output must end in .png, .pdf or .svg, or for numbers in .csv or .yaml "
                f"(got '{options.out.name}')"
            )
        return
    if options.quantity != "mean" or options.least is not None:
        raise ValueError(
            "'--quantity' and '--least' are for pictures (got them with "
            f"'{options.out.name}', which has every quantity and every bin)"
        )


def empty_plane(options: argparse.Namespace) -> Callable[[], LundPlane]:
    """What makes a plane as the options ask for; it travels to other processes."""
    from pyg_jets.lund import LundPlane

    return functools.partial(
        LundPlane,
        bins=tuple(options.bins),
        range=(tuple(options.x_range), tuple(options.y_range)),
        radius=options.radius,
    )
