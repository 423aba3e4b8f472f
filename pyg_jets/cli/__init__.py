"""The ``pyg-jets`` command: one module for each of its commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from pyg_jets.cli import (
    cluster,
    compare,
    convert,
    explain,
    layers,
    probe,
    robustness,
    saliency,
    simulate,
    study,
    train,
    transfer,
)
from pyg_jets.cli.arguments import check_task

COMMANDS = (
    study,
    train,
    saliency,
    explain,
    robustness,
    probe,
    layers,
    transfer,
    compare,
    simulate,
    cluster,
    convert,
)
"""In the order of the help; each has ``add(commands)``, which registers its ``run(options)``."""

EXAMPLES = """\
examples:
  pyg-jets study --out results             the paper on the bundled sample, some minutes
  pyg-jets train --task w-qcd --out w.safetensors
  pyg-jets saliency --tagger w.safetensors --task w-qcd --out w-qcd.png
  pyg-jets explain --tagger w.safetensors --method saliency lrp --task w-qcd --out explained
  pyg-jets probe --tagger w.safetensors --task w-qcd --layer head.1 --out table.md
  pyg-jets compare --task w-qcd --taggers recnn,fcn,lstm,cnn --out comparison
  pyg-jets transfer --seeds 1 --study results --out results
  pyg-jets simulate --kind w --jets 1000000 --detector cms --workers 8 --out jets/w
  pyg-jets cluster jets/w jets/qcd --out trees
  pyg-jets convert jets.root --out jets.safetensors
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0; 1 with one line on standard error if it could not be done; bad usage exits with 2.
    """
    options = _parser().parse_args(arguments)
    try:
        check_task(options)
        options.run(options)
    except KeyboardInterrupt:
        return _fail("interrupted")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, ValueError, TypeError, ImportError) as error:
        return _fail(" ".join(str(error).split()))
    return 0


def _fail(reason: str) -> int:
    sys.stderr.write(f"pyg-jets: {reason}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pyg-jets",
        description="Read what jet taggers at the LHC have learnt: clustering histories, recursive "
        "networks, saliency on the Lund plane (arXiv:1911.01872).",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for command in COMMANDS:
        command.add(commands)
    return parser
