"""What several commands have in common: their flags, and the checks before the work."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from pyg_jets.jobs.atomic import check_names, check_writable

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

TRAINED = "file that 'train' wrote, or a tagger of the package such as recnn-w-qcd"
"""What ``--tagger`` takes where a trained one is needed."""

FRAMES = ("jet", "laboratory")
"""Those of :data:`pyg_jets.jets.FRAMES`, which is not imported for a help text."""

PICTURES = (".png", ".pdf", ".svg")

_SEEDS = 2**32


def command(
    commands: Commands,
    name: str,
    text: str,
    run: Callable[[argparse.Namespace], None],
    *,
    seeded: bool = True,
) -> argparse.ArgumentParser:
    """A new command with its line of help; what is random takes a seed."""
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=run)
    if seeded:
        parser.add_argument("--seed", type=_seed, default=0, help="of everything random (0)")
    return parser


def task_flag(parser: argparse._ActionsContainer, **options: Any) -> None:
    """``--task``, which must be given unless the options say otherwise; see :func:`check_task`."""
    text = (
        "kinds of jets with '-' between, signal first, such as w-qcd, quark-gluon or those of "
        "--source; or a YAML file"
    )
    if "default" in options:
        text += f" ({options['default']})"
    if options.get("action") == "append":
        text += "; may be repeated (the three of the paper)"
    given = {"required": True, "metavar": "TASK", "help": text, **options}
    parser.add_argument("--task", **given)


def check_task(options: argparse.Namespace) -> None:
    """Refuse tasks whose jets are not there: before the work, not after it.

    Args:
        options: Of any command; one without ``--task`` has nothing to check.

    Raises:
        FileNotFoundError: As in :meth:`pyg_jets.Task.named` and :meth:`pyg_jets.Task.from_file`.
        TypeError: As there.
        ValueError: As there, or in :func:`pyg_jets.study.tasks.tasks_by_name`.
    """
    tasks = getattr(options, "task", None) or []
    tasks = tasks if isinstance(tasks, list) else [tasks]
    if not tasks:
        return
    check_different("--task", tasks)
    from pyg_jets.study.tasks import tasks_by_name

    tasks_by_name(tasks, options.source)


def target_flag(parser: argparse.ArgumentParser) -> None:
    """``--target``, for a trained tagger of several classes."""
    parser.add_argument(
        "--target",
        metavar="CLASS[:CLASS]",
        help="of a --tagger of several classes: one against the rest (w), or a pair (w:qcd)",
    )


def pair_flag(parser: argparse.ArgumentParser) -> None:
    """``--target``, where the command trains: of a task of several kinds a pair."""
    parser.add_argument(
        "--target",
        metavar="KIND:KIND",
        help="of a --task of several kinds this pair alone (all pairs)",
    )


def check_target(options: argparse.Namespace) -> None:
    """Refuse a target of what is trained here, which has one logit.

    Raises:
        ValueError: If there is a target and no tagger.
    """
    if options.target is not None and options.tagger is None:
        raise ValueError(
            f"'--target' is for a '--tagger' (got '{options.target}' without one): what is trained "
            "here has one logit, of the task's first kind"
        )


def source_flag(parser: argparse.ArgumentParser) -> None:
    """``--source``, and ``--columns`` of its tables; see :func:`take_columns`."""
    parser.add_argument(
        "--source",
        type=Path,
        metavar="FOLDER",
        help="jets in place of the bundled sample: a file or a finished simulation of each kind, "
        "or for top-qcd train.h5, val.h5 and test.h5 of the top-tagging reference set",
    )
    columns_flag(parser, "for tables of one's own in --source")


def columns_flag(parser: argparse.ArgumentParser, what: str) -> None:
    """``--columns``."""
    parser.add_argument(
        "--columns",
        metavar="NAME=COLUMN,...",
        type=_mapping,
        help=f"{what}: px=part_px,py=part_py,pz=part_pz,E=part_energy,d0=...",
    )


def _mapping(text: str) -> dict[str, str]:
    """Names and columns of ``name=column,...``, or bad usage."""
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(name.strip() and sign and column.strip() for name, sign, column in pairs):
        raise argparse.ArgumentTypeError(f"expected name=column,... (got '{text}')")
    names = [name.strip() for name, _, _ in pairs]
    if len(set(names)) < len(names):
        raise argparse.ArgumentTypeError(f"expected each name once (got '{text}')")
    return dict(zip(names, (column.strip() for _, _, column in pairs), strict=True))


def take_columns(options: argparse.Namespace) -> None:
    """Let ``--source`` know the columns of its tables: whoever has it reads them so.

    Args:
        options: Of any command; one without ``--source`` has columns of its own, or none.

    Raises:
        TypeError: As in :class:`pyg_jets.datasets.TableFolder`.
        ValueError: As there, or if there is no source.
    """
    if not hasattr(options, "source") or options.columns is None:
        return
    if options.source is None:
        raise ValueError(
            "'--columns' is for tables in '--source' (got it without): a task file says the "
            "'columns' of its kinds itself"
        )
    from pyg_jets.datasets import TableFolder

    options.source = TableFolder(options.source, options.columns)


def training_flags(parser: argparse.ArgumentParser, epochs: int | None = 15) -> None:
    """``--epochs``, None by default for those of each tagger's recipe; ``--jets``, ``--source``."""
    source_flag(parser)
    said = "each tagger's own" if epochs is None else str(epochs)
    parser.add_argument("--epochs", type=positive, default=epochs, help=f"({said})")
    parser.add_argument("--jets", type=positive, help="at most so many jets of each part")


def training_options(options: argparse.Namespace) -> dict[str, Any]:
    """What :func:`training_flags` asked for, by the names that trainings have for it."""
    return {name: getattr(options, name) for name in ("epochs", "jets", "source")}


def positive(text: str) -> int:
    """An integer from 1 on, or bad usage."""
    if not _is_number(text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a positive integer (got '{text[:40]}')")
    return int(text)


def available_processors() -> int:
    """Those that this process may use, which may be fewer than the machine has."""
    usable = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(usable(0)) if usable is not None else os.cpu_count() or 1


def _seed(text: str) -> int:
    """What every generator of random numbers takes, or bad usage."""
    if not _is_number(text) or int(text) >= _SEEDS:
        raise argparse.ArgumentTypeError(
            f"expected an integer from 0 to 2^32 - 1 (got '{text[:40]}')"
        )
    return int(text)


def _is_number(text: str) -> bool:
    """Digits that ``int`` reads, and not more of them than it takes."""
    return text.isascii() and text.isdigit() and len(text) < 19


def check_seeds(options: argparse.Namespace) -> None:
    """Refuse trainings whose last seed no generator takes: it would fail after all others.

    Raises:
        ValueError: If ``--seed`` and ``--seeds`` lead beyond 2^32 - 1.
    """
    number = getattr(options, "seeds", 1) or 3  # a study has three where nothing is said
    last = getattr(options, "seed", 0) + number - 1
    if last >= _SEEDS:
        raise ValueError(
            f"seeds must be at most 2^32 - 1 (got {last} as the last one): lower '--seed'"
        )


def check_different(flag: str, given: Iterable[object]) -> None:
    """Refuse a list in which something comes twice: it would be done twice, or once in silence.

    Args:
        flag: For the message.
        given: What was listed; paths are compared by where they lead.

    Raises:
        ValueError: If something comes twice.
    """
    places = [each.resolve() if isinstance(each, Path) else each for each in given]
    for place in places:
        if (times := places.count(place)) > 1:
            raise ValueError(f"'{flag}' must list different ones (got '{place}' {times} times)")


def check_picture(path: Path) -> None:
    """Refuse a name that no picture can have, or that cannot be written."""
    check_file(path)
    if path.suffix not in PICTURES:
        raise ValueError(f"the picture must end in .png, .pdf or .svg (got '{path.name}')")


def check_file(path: Path) -> None:
    """Refuse a file that cannot be written: before the work, not after it."""
    check_names(path)
    if path.is_dir():
        raise IsADirectoryError(f"'{path}' must be a file (got a folder)")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder of '{path}' must exist (got none)")
    check_writable(path, path.parent)
