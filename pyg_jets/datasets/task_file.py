"""A task in a YAML file: what :class:`pyg_jets.Task` takes, with the places of the jets."""

from __future__ import annotations

import os
import reprlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from pyg_jets.datasets.kind import Kind
from pyg_jets.datasets.sample import KINDS

SUFFIXES = (".yaml", ".yml")
"""By which a task file is told from a task's name."""
_KEYS = ("name", "kinds", "algorithm", "frame")
_KIND_KEYS = tuple(field.name for field in fields(Kind))


def read_task_file(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The arguments of a task from a file; see :meth:`pyg_jets.Task.from_file`.

    Args:
        path: The file.

    Raises:
        FileNotFoundError: If there is no such file, or none with a kind's jets.
        TypeError: If something in it has another type.
        ValueError: If it is no YAML, or has something else in it.
    """
    path = Path(path)
    content = _content(path)
    _check_keys("a task file", content, _KEYS)
    entries = content.get("kinds")
    if not isinstance(entries, list):
        raise TypeError(
            f"'kinds' must be a list of two or more kinds (got {reprlib.repr(entries)})"
        )
    kinds = [_kind(entry, path.parent) for entry in entries]
    # Names of kinds may have dashes here, because here nothing takes a name apart.
    name = content.get("name") or "-".join(kind.name for kind in kinds)
    return {**content, "name": name, "kinds": kinds}


def _content(path: Path) -> dict[Any, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        _check_nodes(yaml.compose(text, Loader=yaml.SafeLoader))
        content = yaml.safe_load(text)
    except FileNotFoundError:
        raise FileNotFoundError("it must exist (got no such file)") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"it must be YAML (got: {error})") from error
    if not isinstance(content, dict):
        raise TypeError(f"it must have the keys {', '.join(_KEYS)} (got {reprlib.repr(content)})")
    return content


def _kind(entry: object, folder: Path) -> Kind:
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, dict) or "name" not in entry:
        raise TypeError(
            f"a kind must be a name, or have the key 'name' (got {reprlib.repr(entry)})"
        )
    _check_keys(f"the kind '{entry['name']}'", entry, _KIND_KEYS)
    jets = entry.get("jets")
    if isinstance(jets, str):
        entry = {**entry, "jets": folder / jets}
    kind = Kind(**entry)
    if kind.jets is None and kind.name not in KINDS:
        raise ValueError(
            f"the kind '{kind.name}' must have 'jets', a file or the folder of a finished "
            f"simulation (got none, and the bundled sample has {', '.join(KINDS)})"
        )
    return kind


def _check_keys(what: str, content: dict[Any, Any], known: tuple[str, ...]) -> None:
    for key in content:
        if key not in known:
            raise ValueError(f"{what} must have no keys but {', '.join(known)} (got '{key}')")


def _check_nodes(root: Any) -> None:
    """YAML's own reader takes the last of two equal keys, in silence.

    It also follows aliases: a few of aliases of aliases are billions of things.
    """
    for node in _nodes(root, set()):
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            for key in keys:
                if keys.count(key) > 1:
                    line = node.start_mark.line + 1
                    raise ValueError(f"a key must be there once (got '{key}' twice, line {line})")


def _nodes(node: Any, seen: set[int]) -> Iterator[Any]:
    if node is None:
        return
    if id(node) in seen:
        line = node.start_mark.line + 1
        raise ValueError(f"a task file must have no aliases (got one of what is in line {line})")
    seen.add(id(node))
    yield node
    children = node.value if isinstance(node, yaml.CollectionNode) else []
    for child in children:
        for part in child if isinstance(child, tuple) else (child,):
            yield from _nodes(part, seen)
