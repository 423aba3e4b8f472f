"""The ``pyg-jets`` command: one module for each of its commands.

No module here imports anything large before its command runs: help and bad usage take no time.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from typing import NoReturn

from pyg_jets.cli import (
    benchmark,
    cluster,
    compare,
    convert,
    explain,
    layers,
    pretrain,
    probe,
    robustness,
    saliency,
    simulate,
    study,
    train,
    transfer,
)
from pyg_jets.cli.arguments import check_seeds, check_task, take_columns
from pyg_jets.cli.examples import EXAMPLES
from pyg_jets.cli.streams import open_streams, warnings_in_one_line
from pyg_jets.cli.used import erase, order, respond
from pyg_jets.jobs.signals import Stopped, stopped_by_signals

COMMANDS = (
    study,
    train,
    pretrain,
    saliency,
    explain,
    robustness,
    probe,
    erase,
    respond,
    order,
    layers,
    transfer,
    compare,
    benchmark,
    simulate,
    cluster,
    convert,
)
"""In the order of the help; each has ``add(commands)``, which registers its ``run(options)``."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    ``PYG_JETS_TRACEBACK=1`` in the environment also shows where in the code it failed.

    Returns:
        0; 1 with one line on standard error if it could not be done; 130 after Ctrl-C and 143 after
        SIGTERM, when everything has been cleaned up. Bad usage exits with 2, in one line, too.
    """
    open_streams()
    options = _parser().parse_args(arguments)
    try:
        with stopped_by_signals(), warnings_in_one_line():
            check_seeds(options)
            take_columns(options)
            check_task(options)
            options.run(options)
            sys.stdout.flush()
    except (KeyboardInterrupt, Stopped) as stop:
        stop = stop if isinstance(stop, Stopped) else Stopped(signal.SIGINT)
        return _fail(str(stop), stop.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (Exception, SystemExit) as error:  # a network or a file of somebody may raise anything
        return _fail(_sentence(error))
    return 0


def _fail(reason: str, code: int = 1) -> int:
    if os.environ.get("PYG_JETS_TRACEBACK", "0") not in ("", "0"):
        traceback.print_exc()
    sys.stderr.write(f"pyg-jets: {reason}\n")
    return code


def _sentence(error: BaseException) -> str:
    """What went wrong; what was not foreseen by the library says what kind of error it was."""
    said = " ".join(str(error).split())
    if isinstance(error, OSError | ValueError | TypeError | ImportError) and said:
        return said
    if isinstance(error, SystemExit):
        return f"the code of a tagger or a library ended the process (sys.exit({error.code!r}))"
    named = f"{type(error).__name__}: {said}".rstrip(": ")
    return f"{named} (PYG_JETS_TRACEBACK=1 in the environment shows where)"


class _Parser(argparse.ArgumentParser):
    """Bad usage is one line."""

    def error(self, message: str) -> NoReturn:
        """Say what was wrong and where the usage is told."""
        self.exit(2, f"pyg-jets: {' '.join(message.split())} (usage: {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="pyg-jets",
        description="Read what jet taggers at the LHC have learnt: clustering histories, recursive "
        "networks, saliency on the Lund plane (arXiv:1911.01872).",
        epilog="examples:\n" + "\n".join(f"  {told.line}" for told in EXAMPLES.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pyg-jets {version('pyg_jets')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for command in COMMANDS:
        command.add(commands)
    for name in EXAMPLES.keys() & commands.choices.keys():
        told, known = EXAMPLES[name], commands.choices[name]
        known.description, known.epilog = told.answers, told.epilog
        known.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser
