"""``pyg-jets respond``: which way splittings must move for a larger logit."""

from __future__ import annotations

import argparse

from pyg_jets.cli.arguments import Commands
from pyg_jets.cli.used.asking import add_asking, asked


def add(commands: Commands) -> None:
    """Register the command."""
    add_asking(commands, "respond", "draw which way splittings must move on the Lund plane", run)


def run(options: argparse.Namespace) -> None:
    """Write the arrows, the table, and every number."""
    from pyg_jets.study.chapters.response.run import run_tagger, show

    asked(options, run_tagger, show)
