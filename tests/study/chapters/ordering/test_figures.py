"""Both curves lie where the numbers are."""

import numpy as np

from pyg_jets.study.chapters.ordering.figures import search_picture
from pyg_jets.study.chapters.ordering.measure import Ordering


def test_the_curves_of_the_tagger_and_of_the_untrained_network(ordering: Ordering) -> None:
    picture = search_picture({"w-qcd": ordering})
    (ax,) = picture.figure.axes
    assert ax.get_title() == "w-qcd"
    for bars, steps in zip(ax.containers, (ordering.trained, ordering.untrained), strict=True):
        points = np.asarray(bars.lines[0].get_xydata())  # type: ignore[attr-defined]
        expected = [(k + 1, step.ordering.value) for k, step in enumerate(steps)]
        assert np.allclose(points, expected)
