"""A published map with what belongs to it: its error, its null, and whether they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pyg_jets.evaluation.null import NullTest, differs_from_null
from pyg_jets.evaluation.similarity import Method, attributed
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane, lund_coordinates
from pyg_jets.lund.difference import LundDifference
from pyg_jets.lund.map_errors import bootstrap_error
from pyg_jets.metrics import Floats
from pyg_jets.metrics.over_trainings import one_more
from pyg_jets.study.map_over_trainings import MapOverTrainings
from pyg_jets.taggers import Tagger


@dataclass(frozen=True)
class MapBesideNull:
    r"""The Lund map of an attribution on jets of one class, beside those of untrained networks.

    The size of an attribution differs from network to network, and with signed ones its sign; so
    each null :math:`m_0` is brought to the map's scale by the factor that minimises
    :math:`\sum (m - s m_0)^2 / \sigma^2` over the bins with entries enough, with
    errors of at least a hundredth of the map's size. What stands beside the map is their mean.

    Attributes:
        kind: Class of the jets, such as ``"w"``.
        jets: How many there are, in all trainings together.
        plane: The map.
        error: Its bootstrap error over jets; of several trainings the larger of it and of the
            spread from one training to another.
        nulls: Maps of the same network untrained, with several initial parameters.
        verdicts: For each training whether its map differs from its nulls; None if there are too
            few splittings to tell.

    Shapes:
        - **error:** ``(bins_x, bins_y)``
    """

    kind: str
    jets: int
    plane: LundPlane
    error: np.ma.MaskedArray
    nulls: Sequence[LundPlane]
    verdicts: Sequence[NullTest | None]

    @classmethod
    def over_trainings(cls, maps: Sequence[MapBesideNull]) -> MapBesideNull:
        """The mean map of several trainings, each with its verdict.

        Args:
            maps: Of one class of jets, one a training.
        """
        plane = MapOverTrainings([one.plane for one in maps])
        own = np.ma.stack([one.error for one in maps]).mean(0)
        reach = one_more(len(maps)) * plane.spread
        error = np.fmax(own.filled(np.nan), reach.filled(np.nan))
        return cls(
            maps[0].kind,
            sum(one.jets for one in maps),
            plane,
            np.ma.MaskedArray(error, np.ma.getmaskarray(own)),
            [null for one in maps for null in one.nulls],
            [verdict for one in maps for verdict in one.verdicts],
        )

    @property
    def null(self) -> np.ma.MaskedArray:
        """Mean of the nulls at the map's scale, ``(bins_x, bins_y)``."""
        return np.ma.MaskedArray(self._scaled().mean(0), np.ma.getmaskarray(self.plane.mean))

    @property
    def difference(self) -> LundDifference:
        """The map minus its null; the error is the map's and the scatter of the nulls in squares.

        Masked where the map has no error.
        """
        spread = self._scaled().std(0, ddof=1)
        return LundDifference(
            self.plane.edges,
            self.plane.mean - self.null,
            np.ma.hypot(self.error, spread),
            self.plane.count,
        )

    @property
    def title(self) -> str:
        """The verdicts in a few words, for a figure or a table."""
        if not self.tests:
            return "too few splittings to tell it from its null"
        word = "differs" if self.differing else "does NOT differ"
        of_trainings = f" in {self.differing} of {len(self.verdicts)} trainings"
        return (
            f"{word} from its null{of_trainings * (len(self.verdicts) > 1)} (p = {self.p_values})"
        )

    @property
    def tests(self) -> list[NullTest]:
        """The verdicts of the trainings that have splittings enough."""
        return [verdict for verdict in self.verdicts if verdict is not None]

    @property
    def differing(self) -> int:
        """How many of them say that the map differs."""
        return sum(test.differs for test in self.tests)

    @property
    def p_values(self) -> str:
        """Those of all tests, for people."""
        return ", ".join(f"{test.p_value:.2g}" for test in self.tests)

    def _scaled(self) -> Floats:
        size = float(np.sqrt((self.plane.mean.compressed() ** 2).mean()))
        few = np.ma.getmaskarray(self.error) | (self.plane.count < MIN_COUNT) | (size == 0)
        # Where all entries are the same the error is 0; no bin may have all the weight.
        least = 0.01 * size or 1.0
        weight = np.where(few, 0.0, 1 / np.maximum(self.error.filled(0.0), least) ** 2)
        mean = self.plane.mean.filled(0.0)
        nulls = np.array([null.mean.filled(0.0) for null in self.nulls])
        along = (weight * nulls * mean).sum((1, 2))
        norm = (weight * nulls**2).sum((1, 2))
        scale = np.divide(along, norm, out=np.zeros_like(along), where=norm > 0)
        scaled: Floats = nulls * scale[:, None, None]
        return scaled


MIN_COUNT = 10
"""Splittings that a bin needs to count in comparisons with the null."""


def map_beside_null(
    method: Method,
    tagger: Tagger,
    untrained: Sequence[Tagger],
    jets: JetTreeDataset,
    kind: str,
    *,
    seed: int = 0,
) -> MapBesideNull:
    """Map an attribution, its error over jets, and the same of networks that have learnt nothing.

    Args:
        method: The attribution, with values on splittings.
        tagger: The trained tagger; it is left as it was.
        untrained: The same network with initial parameters; 19 are needed for a verdict, see
            :func:`pyg_jets.evaluation.differs_from_null`.
        jets: Jets of one class.
        kind: The class.
        seed: Of the bootstrap.

    Raises:
        ValueError: If there are fewer than two untrained networks, or no jet.
    """
    if len(untrained) < 2 or len(jets) < 1:
        raise ValueError(
            "a map needs at least two untrained networks beside it, and a jet "
            f"(got {len(untrained)} and {len(jets)})"
        )
    where, values = lund_coordinates(jets), attributed(method, tagger, jets)
    plane = LundPlane().fill(where, values)
    nulls = [LundPlane().fill(where, attributed(method, null, jets)) for null in untrained]
    enough = int((plane.count >= MIN_COUNT).sum()) >= 2
    return MapBesideNull(
        kind,
        len(jets),
        plane,
        bootstrap_error(plane, jets, values, seed=seed),
        nulls,
        [differs_from_null(plane, nulls, MIN_COUNT) if enough else None],
    )
