"""Taggers by short names, untrained and trained, and those in users' files."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch

from pyg_jets.taggers.cnn import CNN
from pyg_jets.taggers.fcn import FCN
from pyg_jets.taggers.jedi_net import JEDINet
from pyg_jets.taggers.l_gatr import LGATr
from pyg_jets.taggers.loading import load_tagger
from pyg_jets.taggers.particle_net import ParticleNet
from pyg_jets.taggers.pretrained import PRETRAINED, pretrained
from pyg_jets.taggers.recnn import RecNN
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.taggers.target import at_target
from pyg_jets.taggers.user_file import run_file


def tagger_named(name: str) -> tuple[str, Callable[[], Tagger]]:
    """What makes an untrained tagger of this package, and what tables call it.

    Args:
        name: Of its file, such as ``"particle_net"``, or of another of its variants:
            ``"recnn_gated"``, ``"cnn_linear"``, ``"fcn_60"``, ``"particle_net_lite"``,
            ``"jedi_net_summed"``.

    Raises:
        ValueError: If there is no such tagger.
    """
    from pyg_jets import taggers

    builders: dict[str, tuple[str, Callable[[], Tagger]]] = {
        member.__module__.rsplit(".", 1)[1]: (each, member)
        for each in taggers.__all__
        if isinstance(member := getattr(taggers, each), type) and member is not Tagger
    }
    builders |= {
        "cnn_linear": ("CNN, linear pixels", partial(CNN, pixels="linear")),
        "fcn_60": ("FCN, 60 constituents", partial(FCN, length=60)),
        "recnn_gated": ("RecNN, gated", partial(RecNN, cell="gated")),
        "particle_net_lite": ("ParticleNet Lite", ParticleNet.lite),
        "l_gatr": ("LGATr", LGATr),  # with a package of its own, so it is not exported
        "jedi_net_summed": ("JEDINet, summed", partial(JEDINet, summed=True)),
    }
    if name not in builders:
        raise ValueError(f"a tagger must be one of {', '.join(builders)} (got '{name}')")
    return builders[name]


def trained_tagger(given: Path, target: str | None = None) -> Tagger:
    """What was saved in a file, or where no file is, the trained tagger of that name.

    Args:
        given: Path of the file, or a name as in :func:`pyg_jets.pretrained`.
        target: A class, ``w``, or a pair, ``w:qcd``, by names or labels: the tagger is one of it.

    Raises:
        FileNotFoundError: If it is neither.
        ValueError: If the file is not one of :meth:`pyg_jets.taggers.Tagger.save`, or the tagger
            has no such target.
    """
    tagger = _trained(given)
    return tagger if target is None else at_target(tagger, target_named(target))


def target_named(text: str) -> Any:
    """The target of ``w`` or ``w:qcd``, by names or labels."""
    both = class_names(text)
    return both[0] if len(both) == 1 else both


def class_names(text: str) -> tuple[str | int, ...]:
    """Names or labels with ``:`` between."""
    return tuple(int(name) if name.isdecimal() else name for name in text.split(":"))


def _trained(given: Path) -> Tagger:
    if str(given) in PRETRAINED and not given.is_file():
        return pretrained(str(given))
    try:
        return load_tagger(given)
    except FileNotFoundError as error:
        names = ", ".join(PRETRAINED)
        raise FileNotFoundError(f"{error}; the package has {names}") from None


def tagger_of_file(text: str) -> tuple[str, Callable[[], Tagger]]:
    """What makes an untrained tagger in somebody's file, and its name there.

    Args:
        text: ``"FILE.py:NAME"``; NAME is a class, or a function without arguments.

    Raises:
        ValueError: If there is no such file, it cannot be run, it has no such name, or what it
            makes is no tagger.
    """
    match = re.fullmatch(r"(.+\.py):(\w+)", text)
    if match is None or not Path(match[1]).is_file():
        raise ValueError(f"'--tagger' must be FILE.py:NAME with a file that exists (got '{text}')")
    try:
        module = run_file(match[1])
        build: Callable[[], Tagger] = getattr(module, match[2])
        with torch.random.fork_rng():
            made = build()
    except (Exception, SystemExit) as error:  # a user's file may raise anything, or end the process
        raise ValueError(
            f"'{match[1]}' must define '{match[2]}', which makes a tagger (got: {error!r})"
        ) from error
    if not isinstance(made, Tagger):
        raise ValueError(
            f"'{text}' must make a Tagger (got a {type(made).__name__}): wrap a network of PyG in "
            "pyg_jets.taggers.adapt"
        )
    return match[2], build
