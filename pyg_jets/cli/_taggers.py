"""Taggers by the names that a command line has for them."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyg_jets.taggers import Tagger

TRAINED = "file that 'train' wrote, or a tagger of the package such as recnn-w-qcd"
"""What ``--tagger`` takes where a trained one is needed."""


def tagger_named(name: str) -> tuple[str, Callable[[], Tagger]]:
    """A tagger of this package by the name of its file, or one of its other sizes."""
    from pyg_jets import taggers

    builders: dict[str, tuple[str, Callable[[], Tagger]]] = {
        member.__module__.rsplit(".", 1)[1]: (each, member)
        for each in taggers.__all__
        if isinstance(member := getattr(taggers, each), type) and member is not taggers.Tagger
    }
    builders |= {
        "fcn_60": ("FCN, 60 constituents", lambda: taggers.FCN(length=60)),
        "recnn_gated": ("RecNN, gated", lambda: taggers.RecNN(cell="gated")),
        "particle_net_lite": ("ParticleNet Lite", taggers.ParticleNet.lite),
        "jedi_net_summed": ("JEDINet, summed", lambda: taggers.JEDINet(summed=True)),
    }
    if name not in builders:
        raise ValueError(f"a tagger must be one of {', '.join(builders)} (got '{name}')")
    return builders[name]


def tagger_of_file(text: str) -> tuple[str, Callable[[], Tagger]]:
    """What somebody's file calls by that name."""
    match = re.fullmatch(r"(.+\.py):(\w+)", text)
    if match is None or not Path(match[1]).is_file():
        raise ValueError(f"'--tagger' must be FILE.py:NAME with a file that exists (got '{text}')")
    spec = importlib.util.spec_from_file_location(Path(match[1]).stem, match[1])
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        build: Callable[[], Tagger] = getattr(module, match[2])
    except Exception as error:  # a user's file may raise anything
        raise ValueError(f"'{match[1]}' must define '{match[2]}' (got: {error!r})") from error
    return match[2], build


def trained_tagger(given: Path) -> Tagger:
    """What ``train`` wrote there, or where no file is, the tagger of the package of that name."""
    from pyg_jets.taggers import PRETRAINED, load_tagger, pretrained

    if str(given) in PRETRAINED and not given.is_file():
        return pretrained(str(given))
    try:
        return load_tagger(given)
    except FileNotFoundError as error:
        names = ", ".join(PRETRAINED)
        raise FileNotFoundError(f"{error}; the package has {names}") from None
