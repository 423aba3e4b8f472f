"""Two halves of one matrix: jets below, maps above, numbers in the cells."""

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.agreement.figures import agreement_picture
from pyg_jets.study.chapters.agreement.measure import Agreement

PAIRS = [("a_b", "c"), ("a_b", "d"), ("c", "d")]


def test_halves() -> None:
    ranks = {pair: Estimate(v, v, v) for pair, v in zip(PAIRS, (0.1, -0.9, 0.3), strict=True)}
    maps = dict(zip(PAIRS, (0.4, 0.5, float("nan")), strict=True))
    picture = agreement_picture(Agreement(("a_b", "c", "d"), ranks, maps), "top-qcd")
    assert picture.name == "agreement-top-qcd"
    ax = picture.figure.axes[0]
    values: np.ma.MaskedArray = np.ma.asarray(ax.images[0].get_array())
    assert values.filled(9).tolist() == [[9, 0.4, 0.5], [0.1, 9, 9], [-0.9, 0.3, 9]]
    assert ax.images[0].get_clim() == (-1, 1)
    written = {text.get_position(): (text.get_text(), text.get_color()) for text in ax.texts}
    assert written[1, 0] == ("0.40", "black")
    assert written[0, 2] == ("−0.90", "white")
    assert len(written) == 5
    assert [text.get_text() for text in ax.get_yticklabels()] == ["a b", "c", "d"]
    assert "below the diagonal" in ax.get_xlabel()
    assert "above the diagonal" in ax.get_title()
