"""Weaver's data configuration: what is read of each jet, and what the classes are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pyg_jets.transforms.features import Feature
from pyg_jets.transforms.features.expressions import inlined

_PLACES = ("center", "scale", "min", "max", "pad_value")
_DEFAULTS = {"center": None, "scale": 1, "min": -5, "max": 5, "pad_value": 0}


@dataclass(frozen=True)
class Group:
    """One input of a network: some variables of each particle, or of the jet.

    Args:
        name: As the configuration has it.
        variables: Their names.
        features: The same with their expressions and scales.
        length: Number of slots; None or 1: of the jet.
        wrap: Whether slots without a particle repeat the first ones.
        padding: What is in them otherwise, for each variable.
    """

    name: str
    variables: tuple[str, ...]
    features: tuple[Feature, ...]
    length: int | None
    wrap: bool
    padding: tuple[float, ...]

    @property
    def of_jets(self) -> bool:
        """Whether it has numbers of jets, not of particles."""
        return self.length in (None, 1)


class WeaverConfig:
    """A configuration of `weaver-core <https://github.com/hqucms/weaver-core>`_ (MIT).

    The attributes ``input_names``, ``input_dicts``, ``input_shapes``, ``label_names`` and
    ``label_value`` are those that weaver's ``DataConfig`` has: a network file's ``get_model`` may
    be given this.

    Args:
        path: The YAML file; where weaver made the scales itself, the ``.auto.yaml`` that it wrote.
        absent: What stands for a variable whose columns jets do not have, by its name.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is no such configuration, or its scales are still to be made; or
            ``absent`` names no variable.
    """

    def __init__(
        self, path: str | os.PathLike[str], absent: Mapping[str, float] | None = None
    ) -> None:
        self.path, self.options = path, _read(path)
        self._absent = dict(absent or {})
        new = self.options.get("new_variables") or {}
        self._expressions = {str(name): str(text) for name, text in new.items()}
        groups = (self._group(*item) for item in self.options["inputs"].items())
        self.groups = {group.name: group for group in groups}
        self.input_names = tuple(self.groups)
        self.input_dicts = {name: list(group.variables) for name, group in self.groups.items()}
        self.input_shapes = {
            name: (-1, len(group.variables), group.length) for name, group in self.groups.items()
        }
        labels = self.options["labels"]
        self.label_type, self.label_value = labels["type"], labels["value"]
        simple = self.label_type == "simple"
        self.label_names = ("_label_",) if simple else tuple(self.label_value)
        known = {name for group in self.groups.values() for name in group.variables}
        unknown = [name for name in self._absent if name not in known]
        if unknown:
            raise ValueError(
                f"'absent' must name some of {', '.join(sorted(known))} (got '{unknown[0]}')"
            )

    @property
    def classes(self) -> tuple[str, ...] | None:
        """Names of the classes without ``label_``, if the configuration has a label for each."""
        if self.label_type != "simple":
            return None
        return tuple(str(name).removeprefix("label_") for name in self.label_value)

    @property
    def selection(self) -> str | None:
        """Which jets weaver tests on, as an expression of columns."""
        text = self.options.get("test_time_selection") or self.options.get("selection")
        return None if text is None else inlined(str(text), self._expressions)

    def _group(self, name: str, given: Any) -> Group:
        if not isinstance(given, Mapping) or not given.get("vars") or "length" not in given:
            raise ValueError(f"input '{name}' in '{self.path}' must have a length and vars")
        length = given["length"]
        if length is not None and (not isinstance(length, int) or length < 1):
            raise ValueError(
                f"the length of input '{name}' in '{self.path}' must be a number of slots, or null "
                f"(got {length!r})"
            )
        rows = [row if isinstance(row, list) else [row] for row in given["vars"]]
        scales = [self._scale(row, length) for row in rows]
        features = [
            Feature(
                inlined(str(row[0]), self._expressions),
                scale["center"],
                scale["scale"],
                scale["min"],
                scale["max"],
                self._absent.get(str(row[0])),
            )
            for row, scale in zip(rows, scales, strict=True)
        ]
        modes = {str(scale.get("pad_mode", given.get("pad_mode", "constant"))) for scale in scales}
        return Group(
            name=str(name),
            variables=tuple(str(row[0]) for row in rows),
            features=tuple(features),
            length=length,
            wrap={mode.lower() for mode in modes} == {"wrap"},
            padding=tuple(float(scale["pad_value"]) for scale in scales),
        )

    def _scale(self, row: list[Any], length: Any) -> dict[str, Any]:
        """How a variable is scaled: as weaver wrote it, or as the row says."""
        preprocess = self.options.get("preprocess") or {}
        written = (preprocess.get("params") or {}).get(row[0])
        scale = {**_DEFAULTS, **dict(zip(_PLACES, row[1:], strict=False)), "length": length}
        if written is not None:
            scale = {**_DEFAULTS, **written}
        automatic = str(preprocess.get("method", "manual")).lower().startswith("auto")
        if scale["center"] == "auto" or (automatic and written is None and len(row) == 1):
            raise ValueError(
                f"the scale of '{row[0]}' in '{self.path}' is made by weaver at training: give the "
                ".auto.yaml that it wrote there"
            )
        return scale


def _read(path: str | os.PathLike[str]) -> dict[str, Any]:
    try:
        options = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no configuration at '{path}'") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"'{path}' must be a YAML file (got: {reason})") from error
    if not isinstance(options, dict) or not isinstance(options.get("inputs"), dict):
        raise ValueError(f"'{path}' must be a data configuration of weaver, with 'inputs'")
    labels = options.get("labels")
    if not isinstance(labels, dict) or not {"type", "value"} <= set(labels):
        raise ValueError(f"'labels' in '{path}' must have a type and a value (got {labels})")
    return options
