"""A probe's score, and how far single jets decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from pyg_jets.metrics.estimate import Estimate
from pyg_jets.metrics.over_trainings import over_trainings

MOST_OF_ONE_JET = 0.25
"""Share of the squared error above which a score says more of one jet than of the embedding."""

MARK = "†"
"""Behind a score that rests on one jet."""


@dataclass(frozen=True)
class ProbeScore(Estimate):
    r""":math:`R^2` with its interval, and what single jets have to do with it.

    Args:
        limited: Held-out jets of which a feature or the prediction lay outside the range of the
            jets that the probe was fitted to, and was put on its border
            (:class:`TrainingRange`).
        worst: Share of the squared error that the worst jet carries; of several trainings the
            largest.

    Example:
        >>> print(ProbeScore(0.63, 0.60, 0.66, limited=12, worst=0.31))
        0.63 [0.60, 0.66] †
    """

    limited: int = 0
    worst: float = 0.0

    @property
    def rests_on_one_jet(self) -> bool:
        """Whether one jet carries more than a quarter of the squared error."""
        return self.worst > MOST_OF_ONE_JET

    def __str__(self) -> str:
        """As any estimate; marked if it rests on one jet."""
        text = super().__str__()
        return f"{text} {MARK}" if self.rests_on_one_jet else text

    @classmethod
    def over_trainings(cls, scores: Sequence[ProbeScore]) -> ProbeScore:
        """As :func:`pyg_jets.metrics.over_trainings.over_trainings`; jets limited are added up.

        Raises:
            ValueError: If there is none.
        """
        mean = over_trainings(scores)
        numbers = {field.name: getattr(mean, field.name) for field in fields(Estimate)}
        limited = sum(score.limited for score in scores)
        return cls(**numbers, limited=limited, worst=max(score.worst for score in scores))
