"""The networks that were trained on JetClass: their classes and their inputs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pyg_jets.transforms.features import JETCLASS_INPUTS, Feature

JETCLASS = ("QCD", "Hbb", "Hcc", "Hgg", "H4q", "Hqql", "Zqq", "Wqq", "Tbqq", "Tbl")
"""Classes of the JetClass data set, `arXiv:2202.03772 <https://arxiv.org/abs/2202.03772>`_."""


def class_number(name: str, value: str | int | None, classes: tuple[str, ...]) -> int:
    """Which class is meant, by its name, what only its name begins with, or its number.

    Args:
        name: Of the argument, for the message.
        value: The class.
        classes: Names of all.

    Raises:
        ValueError: If there is no such class, or there are several.
    """
    if isinstance(value, int) and 0 <= value < len(classes):
        return value
    exact = [label for label in classes if label == value]
    matching = exact or [label for label in classes if label.startswith(str(value))]
    if len(matching) != 1:
        raise ValueError(f"'{name}' must be one of {', '.join(classes)} (got '{value}')")
    return classes.index(matching[0])


def check_jetclass(path: str | os.PathLike[str], num_classes: int) -> None:
    """Refuse parameters with scores for other classes than those of JetClass.

    Raises:
        ValueError: If there are not ten.
    """
    if num_classes != len(JETCLASS):
        raise ValueError(
            f"the parameters in '{path}' must have scores for the {len(JETCLASS)} classes of "
            f"JetClass (got {num_classes}): for others, such as Sophon's 188, use "
            "taggers.from_weaver with their configuration"
        )


def jetclass_pair(signal: str | None, background: str | None) -> dict[str, Any]:
    """Options of a network: the numbers of signal and background; none for all classes.

    Args:
        signal: A class, or what only its name begins with.
        background: Another one.

    Raises:
        ValueError: If there is no such class, or one alone is given.
    """
    if signal is None and background is None:
        return {}
    return {
        "signal": class_number("signal", signal, JETCLASS),
        "background": class_number("background", background, JETCLASS),
    }


def named_classes(of: Mapping[str, int]) -> tuple[str, ...]:
    """Names of the classes by their labels: all, or of a pair background and signal.

    Args:
        of: What :func:`jetclass_pair` gives.
    """
    return (JETCLASS[of["background"]], JETCLASS[of["signal"]]) if of else JETCLASS


def published_inputs(
    path: str | os.PathLike[str], number: int, absent: Mapping[str, float] | None
) -> tuple[Feature, ...]:
    """The inputs of a published network, told by how many they are.

    Args:
        path: Its file, for the message.
        number: How many.
        absent: What stands for inputs that jets do not have, by their names.

    Raises:
        ValueError: If there are no such inputs, or ``absent`` names none of them.
    """
    inputs = {len(features): features for features in JETCLASS_INPUTS.values()}
    if number not in inputs:
        versions = ", ".join(f"{len(given)} ({name})" for name, given in JETCLASS_INPUTS.items())
        raise ValueError(
            f"the parameters in '{path}' must be for {versions} inputs (got {number}): for others "
            "use taggers.from_weaver with their configuration"
        )
    absent, names = absent or {}, [feature.name for feature in inputs[number]]
    unknown = [name for name in absent if name not in names]
    if unknown:
        raise ValueError(f"'absent' must name some of {', '.join(names)} (got '{unknown[0]}')")
    return tuple(
        replace(feature, absent=absent.get(feature.name, None)) for feature in inputs[number]
    )
