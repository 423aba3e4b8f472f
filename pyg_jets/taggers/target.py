"""Which number of a tagger is asked about: its logit, a class, a pair of classes, a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
from torch import Tensor
from torch.nn import Module, Sequential

from pyg_jets.taggers._class_head import AgainstRest, Chosen, LogOdds, Negated, NumberOf

if TYPE_CHECKING:
    from pyg_jets.taggers.tagger import Tagger

Class: TypeAlias = int | str
"""A class by its number, which is its label, or by its name where the tagger has names."""
Target: TypeAlias = Class | tuple[Class, Class] | Callable[[Tensor], Tensor] | None
"""What is asked about: None, the logit of a binary tagger; a class, its log odds against the rest;
a pair of classes, ln p_s - ln p_b; a function of the output that gives ``(num_jets,)``."""

AnyTagger = TypeVar("AnyTagger", bound="Tagger")


def at_target(tagger: AnyTagger, target: Target = None) -> AnyTagger:
    r"""The tagger as one whose logit is the number that is asked about.

    Everything that reads a logit reads that number then. With scores :math:`s_j` of the classes, a
    class k has its log odds against the rest, a pair (s, b) what tells one from the other:

    .. math::
        L_k = \ln \frac{p_k}{1 - p_k} = s_k - \ln \sum_{j \ne k} e^{s_j}, \qquad
        L_{sb} = \ln p_s - \ln p_b = s_s - s_b

    Of a tagger with one logit L, class 1 (the signal) has L and class 0 has -L.

    Args:
        tagger: Any tagger; it is left as it was, and shares its parameters with what comes back.
        target: The target. A function takes the output of the tagger, ``(num_jets,)`` or
            ``(num_jets, num_classes)``.

    Returns:
        A tagger with one logit; the same one if its logit is the target already.

    Raises:
        TypeError: If the target is something else, or the tagger has a ``forward`` of its own.
        ValueError: If the tagger has no such class, the classes of a pair are one, or the target is
            None and the tagger has more than one logit of more than two classes.
    """
    layer = target_layer(target, tagger.num_outputs, tagger.classes, tagger.objective)
    if layer is None:
        return tagger
    aimed = _with_layer(tagger, layer, num_outputs=1)
    aimed.target, aimed.whole_classes = _numbers(target, tagger), tagger.classes
    aimed.classes = _names(aimed.target, tagger.classes)
    return aimed


def among(tagger: AnyTagger, classes: Sequence[Class]) -> AnyTagger:
    r"""The tagger as one of some of its classes: who knows ten is asked about three.

    Its probabilities are those given that a jet is of one of them, :math:`p_k / \sum_j p_j` over
    the chosen classes; a published network joins a comparison on fewer kinds so.

    Args:
        tagger: A tagger of three or more classes; it is left as it was, and shares its parameters
            with what comes back.
        classes: Names or numbers, two or more, in the order of the labels that they are to have;
            of two see :func:`at_target`, for a pair.

    Returns:
        A tagger of these classes, or at the pair of the first against the second. It cannot be
        saved: save the whole one.

    Raises:
        TypeError: If a class is neither a name nor a number.
        ValueError: If the tagger has no such class or no more than two, one comes twice, or there
            are fewer than two.
    """
    if tagger.num_outputs < 3:
        raise ValueError(
            f"'tagger' must have scores of three classes or more (got {tagger.num_outputs})"
        )
    numbers = [class_of(one, tagger.num_classes, tagger.classes) for one in classes]
    if len(numbers) < 2 or len(set(numbers)) < len(numbers):
        raise ValueError(
            f"'classes' must be two or more different ones of "
            f"{listed(tagger.num_classes, tagger.classes)} (got {list(classes)})"
        )
    if len(numbers) == 2:
        return at_target(tagger, (numbers[0], numbers[1]))
    chosen = _with_layer(tagger, Chosen(numbers), num_outputs=len(numbers))
    chosen.chosen = tuple(tagger.chosen[k] if tagger.chosen else k for k in numbers)
    names = tagger.classes
    chosen.classes = None if names is None else tuple(names[k] for k in numbers)
    return chosen


def _with_layer(tagger: AnyTagger, layer: Module, num_outputs: int) -> AnyTagger:
    """The same tagger with one more layer behind its head."""
    tagger.check_forward()
    other = tagger.__class__.__new__(tagger.__class__)
    # Modules and parameters are shared, the lists that hold them are not.
    own = {key: dict(value) if key == "_modules" else value for key, value in vars(tagger).items()}
    other.__dict__.update({**own, "_compiled_call_impl": None})
    other.head = Sequential(*tagger.head, layer)
    other._classes = None
    other.num_outputs = num_outputs
    return other


def target_layer(
    target: Target, num_outputs: int, names: Sequence[str] | None, objective: str = "classes"
) -> Module | None:
    """What makes the target of the output, ``(num_jets, num_outputs)`` -> ``(num_jets, 1)``.

    Args:
        target: The target.
        num_outputs: 1 for a logit, or the number of scores.
        names: Of the classes by their labels, for targets and messages.
        objective: ``"classes"``, or ``"regression"`` of a tagger that gives a number.

    Returns:
        The layer; None where the output is the target.

    Raises:
        TypeError, ValueError: As in :func:`at_target`.
    """
    if callable(target):
        return NumberOf(target)
    if objective == "regression":
        if target is not None:
            raise ValueError(
                "'target' must be None or a function for a tagger that gives a number and has no "
                f"classes (got {target!r})"
            )
        return None
    num_classes = max(2, num_outputs)
    if target is None:
        if num_classes > 2:
            raise ValueError(
                "'target' must say which class, or which pair, is asked about: of "
                f"{listed(num_classes, names)} (got None)"
            )
        return LogOdds(1, 0) if num_outputs == 2 else None
    if isinstance(target, tuple | list):
        if len(target) != 2:
            raise TypeError(f"'target' must be one class or a pair of two (got {target!r})")
        signal, background = (class_of(each, num_classes, names) for each in target)
        if signal == background:
            raise ValueError(
                f"'target' must be a pair of two classes of {listed(num_classes, names)} "
                f"(got {target!r})"
            )
        return _of_logit(signal) if num_outputs == 1 else LogOdds(signal, background)
    number = class_of(target, num_classes, names)
    return _of_logit(number) if num_outputs == 1 else AgainstRest(number)


def class_of(target: Any, num_classes: int, names: Sequence[str] | None = None) -> int:
    """The number of a class.

    Args:
        target: Its number or its name.
        num_classes: How many there are.
        names: Theirs, by their labels.

    Raises:
        TypeError: If it is neither.
        ValueError: If there is no such class; the message lists those that there are.
    """
    if isinstance(target, bool) or not isinstance(target, int | np.integer | str):
        raise TypeError(
            "'target' must be None, a class, a pair of classes or a function of the output "
            f"(got {target!r})"
        )
    if isinstance(target, str):
        if names is not None and target in names:
            return list(names).index(target)
    elif 0 <= target < num_classes:
        return int(target)
    raise ValueError(f"'target' must be one of {listed(num_classes, names)} (got {target!r})")


def listed(num_classes: int, names: Sequence[str] | None) -> str:
    """The classes, for messages."""
    if names is None:
        return f"the classes 0 to {num_classes - 1}"
    return f"the classes {', '.join(f'{k} ({name})' for k, name in enumerate(names))}"


def _of_logit(number: int) -> Module | None:
    return None if number == 1 else Negated()


def _numbers(target: Target, tagger: Tagger) -> Target:
    """The same target without names."""
    if target is None:
        return 1, 0
    if callable(target):
        return target
    both = target if isinstance(target, tuple | list) else (target,)
    numbers = [class_of(each, tagger.num_classes, tagger.classes) for each in both]
    return numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])


def _names(target: Any, names: Sequence[str] | None) -> tuple[str, str] | None:
    """Of the two sides of a target in numbers: what it speaks against, and for."""
    if names is None or callable(target):
        return None
    signal, *others = (names[k] for k in (target if isinstance(target, tuple) else (target,)))
    return (others[0] if others else f"not {signal}", signal)
