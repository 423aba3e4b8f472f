"""What an explanation is worth, in one sentence made from its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from pyg_jets.attribution import METHODS
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.explanations.faithfulness import Faithfulness
from pyg_jets.study.chapters.explanations.map_beside_null import MapBesideNull
from pyg_jets.study.chapters.explanations.measure import TaskExplained
from pyg_jets.study.chapters.truth.measure import TruthScores


def sentence_of(explained: TaskExplained, method: str, kind: str) -> str:
    """How much to believe one map.

    The signal's map has the measures and the truth in its sentence; those of the background have
    the null alone.
    """
    parts, doubts = [], []
    for part, good in _judged(explained, method, explained.maps[method][kind]):
        parts.append(part)
        doubts.append(not good)
    name = f"{titled(method)} of {explained.kinds[kind].title} jets"
    return f"{name} {_listed(parts)}: {_advice(doubts)}."


def titled(method: str) -> str:
    """Title of a method at the head of a sentence.

    Example:
        >>> titled("lrp"), titled("gradient_shap")
        ('Layer-wise relevance', 'Gradient SHAP')
    """
    title = METHODS[method].title
    return title[0].upper() + title[1:]


def nulls_sentence(explained: Iterable[TaskExplained]) -> str:
    """How many of all maps differ from untrained networks' in all trainings.

    Args:
        explained: Of every task.
    """
    of_methods = [kinds for task in explained for kinds in task.maps.values()]
    maps = [beside for kinds in of_methods for beside in kinds.values()]
    differing = sum(beside.differing == len(beside.verdicts) for beside in maps)
    number = len(maps[0].nulls) // len(maps[0].verdicts)
    return (
        f"Of {len(maps)} maps of explanations {differing} differ from those of {number} untrained "
        "networks in every training."
    )


def of_null(beside: MapBesideNull) -> tuple[str, bool]:
    """Whether the map differs from those of untrained networks, in all trainings."""
    if not beside.tests:
        return "has too few splittings to be told from untrained networks'", False
    differing, number = beside.differing, len(beside.verdicts)
    word = "differs" if differing else "does not differ"
    share = f" in {differing} of {number} trainings" if number > 1 and differing else ""
    return f"{word} from untrained networks'{share} (p = {beside.p_values})", differing == number


def of_truth(own: TruthScores, kt: TruthScores, untrained: TruthScores) -> tuple[str, bool]:
    """Whether the largest value is on the decay more often than the untrained network's.

    The bracket is left open, for what a random choice would find.
    """
    text = (
        f"is largest on a splitting of the decay in {_short(own.top1)} of the jets (untrained: "
        f"{untrained.top1.value:.2f}, largest kt: {kt.top1.value:.2f}"
    )
    return text, own.top1.low > untrained.top1.high


def of_order(faithfulness: Faithfulness) -> tuple[str, bool]:
    """Whether the logit falls faster in its order than in a random one, and than by kt."""
    gain, over_kt = faithfulness.deletion, faithfulness.deletion_over_kt
    if gain.high < 0:
        return f"orders branches worse than chance (deletion {_short(gain)})", False
    if gain.low <= 0:
        return f"orders branches no better than chance (deletion {_short(gain)})", False
    than = "and than by kt" if over_kt.low > 0 else "but not than by kt"
    return (
        f"orders branches better than chance {than} (deletion {_short(gain)} and {_short(over_kt)})"
    ), over_kt.low > 0


def _judged(explained: TaskExplained, method: str, beside: MapBesideNull) -> list[tuple[str, bool]]:
    judged = [of_null(beside)]
    if beside.kind != explained.signal.name:
        return judged
    if explained.truth is not None:
        text, good = of_truth(
            explained.truth[method],
            explained.truth["largest kt"],
            explained.truth[f"{method}, untrained"],
        )
        judged.append((f"{text}, random choice: {explained.by_chance:.2f})", good))
    return [*judged, of_order(explained.faithfulness[method])]


def _advice(doubts: list[bool]) -> str:
    if doubts[0]:
        return "do not take it for what the network has learnt"
    if any(doubts):
        return "read it with care"
    return "no more was asked of it" if len(doubts) == 1 else "it passes the tests made here"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _short(estimate: Estimate) -> str:
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]"
