"""``pyg-jets order``: observables that order jets as the tagger does."""

from __future__ import annotations

import argparse

from pyg_jets.cli.arguments import Commands
from pyg_jets.cli.used.asking import add_asking, asked


def add(commands: Commands) -> None:
    """Register the command."""
    add_asking(commands, "order", "search for observables that order jets as a tagger does", run)


def run(options: argparse.Namespace) -> None:
    """Write the curve, the tables, and every number."""
    from pyg_jets.study.chapters.ordering.run import run_tagger, show

    asked(options, run_tagger, show)
