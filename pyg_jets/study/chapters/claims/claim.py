"""One claim of the paper: its test, and whether it holds here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pyg_jets.study.chapters.claims.t_interval import Interval, t_interval

Verdict: TypeAlias = Literal["holds", "does not hold", "not decided"]
"""What the numbers say of a claim."""

Learnt: TypeAlias = Literal["yes", "no", "not decided", "–"]
"""What the numbers say of the part that training has in it."""


@dataclass(frozen=True)
class Claim:
    r"""What `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_ says, put to the test.

    The test is a *margin*, one signed number a training: positive where the paper is right. The
    verdict comes from the 95 % interval of its mean over trainings (:func:`t_interval`). It is 95
    and not 68 % because a verdict is a statement: two runs of the study must not contradict each
    other. Of claims whose true margin is 0 one in forty still *holds* by chance, and one in forty
    *does not hold*.

    Args:
        name: Short, without spaces; unique within a task.
        quote: The paper's words, in short.
        section: Of the paper.
        task: That the claim is about; None: it compares tasks.
        test: What the margin is and in which unit, in one short sentence.
        margins: One a training; NaN where that training's jets cannot decide.
        control: The margins of the same networks before training, in the same order; empty where
            there is none.

    Raises:
        ValueError: If there is no margin, or the control has another number of them.

    Example:
        >>> claim = Claim("up", "It rises.", "C", None, "Rise of R².", [0.2, 0.3, 0.25], [0.0] * 3)
        >>> claim.verdict, claim.learnt
        ('holds', 'yes')
    """

    name: str
    quote: str
    section: str
    task: str | None
    test: str
    margins: Sequence[float]
    control: Sequence[float] = ()

    def __post_init__(self) -> None:
        """Check the numbers of margins."""
        if not self.margins:
            raise ValueError(
                f"the claim '{self.name}' needs a margin of one training at least (got none): "
                "leave the claim out"
            )
        if len(self.control) not in (0, len(self.margins)):
            raise ValueError(
                f"the claim '{self.name}' needs as many control margins as margins, "
                f"{len(self.margins)}, or none (got {len(self.control)}): one of each training"
            )

    @property
    def interval(self) -> Interval:
        """Mean margin of the trained networks."""
        return t_interval(self.margins)

    @property
    def untrained(self) -> Interval | None:
        """Mean margin of the untrained networks; None where there is no control."""
        return t_interval(self.control) if self.control else None

    @property
    def gain(self) -> Interval | None:
        """Mean of the margins minus those of the same networks before training, one by one."""
        if not self.control:
            return None
        return t_interval([m - c for m, c in zip(self.margins, self.control, strict=True)])

    @property
    def verdict(self) -> Verdict:
        """*Holds* if the whole interval is above 0, *does not hold* if it is below."""
        verdicts: dict[int, Verdict] = {1: "holds", -1: "does not hold", 0: "not decided"}
        return verdicts[self.interval.side]

    @property
    def learnt(self) -> Learnt:
        """Whether training raised the margin: *yes*, *no* if it lowered it; – without control."""
        answers: dict[int, Learnt] = {1: "yes", -1: "no", 0: "not decided"}
        return "–" if self.gain is None else answers[self.gain.side]
