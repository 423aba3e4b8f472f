"""``pyg-jets erase``: what erasing an observable from the embedding costs."""

from __future__ import annotations

import argparse

from pyg_jets.cli.arguments import Commands
from pyg_jets.cli.used.asking import add_asking, asked


def add(commands: Commands) -> None:
    """Register the command."""
    add_asking(commands, "erase", "erase observables from an embedding and ask the head again", run)


def run(options: argparse.Namespace) -> None:
    """Write the table, the figure of R² against cost, and every number."""
    from pyg_jets.study.chapters.erasure.run import run_tagger, show

    asked(options, run_tagger, show)
