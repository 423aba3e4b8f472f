"""Taggers that are compared: by name, of users' files, of weaver, with weights or to be trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pyg_jets.taggers.by_name import class_names, tagger_named, tagger_of_file
from pyg_jets.taggers.checkpoint import load_checkpoint
from pyg_jets.taggers.published import from_published
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.taggers.target import among
from pyg_jets.taggers.weaver import from_weaver

WEAVER = "weaver:"
PUBLISHED = "published:"


class Contender(NamedTuple):
    """A tagger that is compared.

    Attributes:
        name: In tables.
        build: Makes it.
        is_trained: Whether it is compared as it is; else it is trained first.
    """

    name: str
    build: Callable[[], Tagger]
    is_trained: bool = False


def contenders(
    names: Sequence[str], files: Sequence[str], weights: Sequence[str]
) -> list[Contender]:
    """Taggers as the command line gives them.

    Args:
        names: Of this package (:func:`pyg_jets.taggers.by_name.tagger_named`).
        files: ``"FILE.py:NAME"``, or ``"weaver:config.yaml,network.py,best.pt"``, where the network
            or the weights may be left out, and ``signal=Wqq``, ``background=QCD`` may follow; or
            ``"published:ParticleNet_kin.pt"``. After either ``classes=Wqq:Tbqq:QCD`` says which of
            its classes the kinds of the task are, in their order.
        weights: ``"NAME=FILE"``; NAME is that of the tagger, or of its file.

    Raises:
        FileNotFoundError: If a file does not exist.
        ValueError: If there is no tagger, two have one name, weights are of none, or do not fit.
    """
    listed = [(name, Contender(*tagger_named(name))) for name in names]
    listed += [(_stem(text), _of_file(text)) for text in files]
    if not listed:
        raise ValueError("there must be taggers to compare (got none): give --taggers or --tagger")
    given = [one.name for _, one in listed]
    for name in given:
        if given.count(name) > 1:
            raise ValueError(
                f"taggers must have different names (got '{name}' {given.count(name)} times)"
            )
    for text in weights:
        name, _, path = text.partition("=")
        places = [k for k, (key, one) in enumerate(listed) if name in (one.name, key)]
        if len(places) != 1 or not path:
            raise ValueError(
                f"'--weights' must be NAME=FILE with one of {', '.join(given)} (got '{text}')"
            )
        key, one = listed[places[0]]
        listed[places[0]] = key, _with_weights(one, path)
    return [one for _, one in listed]


def _stem(text: str) -> str:
    """The name of a user's file, by which weights may call it."""
    return "" if text.startswith((WEAVER, PUBLISHED)) else Path(text.rsplit(":", 1)[0]).stem


def _of_file(text: str) -> Contender:
    if text.startswith(PUBLISHED):
        return _of_published(text)
    return _of_weaver(text) if text.startswith(WEAVER) else Contender(*tagger_of_file(text))


def _with_weights(one: Contender, path: str) -> Contender:
    tagger = load_checkpoint(one.build(), path).eval()
    return Contender(one.name, lambda: tagger, is_trained=True)


def _of_published(text: str) -> Contender:
    paths, options = _parts(text, PUBLISHED)
    if len(paths) != 1 or options.keys() - {"classes"}:
        raise ValueError(
            f"published parameters must be {PUBLISHED}FILE.pt, then classes=Wqq:QCD if there are "
            f"more classes than kinds (got '{text}')"
        )
    tagger = _of_kinds(from_published(paths[0]), options)
    return Contender(Path(paths[0]).stem, lambda: tagger, is_trained=True)


def _of_weaver(text: str) -> Contender:
    paths, options = _parts(text, WEAVER)
    network = next((path for path in paths[1:] if path.endswith(".py")), None)
    weights = [path for path in paths[1:] if path != network]
    unknown = options.keys() - {"signal", "background", "classes"}
    if not paths or len(weights) > 1 or unknown:
        raise ValueError(
            f"a tagger of weaver must be {WEAVER}CONFIG.yaml,NETWORK.py,WEIGHTS.pt, then signal=, "
            f"background=, or classes=Wqq:Tbqq:QCD, if it has more classes than the task (got "
            f"'{text}')"
        )
    build = partial(
        from_weaver,
        paths[0],
        network,
        weights[0] if weights else None,
        signal=_class(options.get("signal")),
        background=_class(options.get("background")),
    )
    tagger = _of_kinds(build(), options)
    name = Path(weights[0] if weights else network or paths[0]).stem
    if weights:
        return Contender(name, lambda: tagger, is_trained=True)
    return Contender(name, build)


def _parts(text: str, what: str) -> tuple[list[str], dict[str, str]]:
    """Paths and options of what stands behind a colon."""
    parts = [part.strip() for part in text.removeprefix(what).split(",") if part.strip()]
    options = dict(part.split("=", 1) for part in parts if "=" in part)
    return [part for part in parts if "=" not in part], options


def _of_kinds(tagger: Tagger, options: Mapping[str, str]) -> Tagger:
    classes = options.get("classes")
    return tagger if classes is None else among(tagger, class_names(classes))


def _class(text: str | None) -> str | int | None:
    return int(text) if text is not None and text.isdigit() else text
