"""Log odds of two classes, and classes that are not there."""

from typing import Any

import pytest
import torch

from pyg_jets.taggers._class_head import LogOdds, class_head


def test_log_odds_are_those_of_two_softmax_scores() -> None:
    scores = torch.randn(5, 4)
    log_p = scores.log_softmax(1)
    odds = LogOdds(2, 0)(scores)
    torch.testing.assert_close(odds, (log_p[:, 2] - log_p[:, 0])[:, None])
    p = log_p.exp()
    torch.testing.assert_close(odds.sigmoid().squeeze(1), p[:, 2] / (p[:, 2] + p[:, 0]))


def test_layers() -> None:
    head: Any = class_head(6, 5, 3, signal=2, background=1).eval()
    h = torch.randn(4, 6)
    hidden = (h @ head[0].weight.t() + head[0].bias).relu()
    torch.testing.assert_close(head[:3](h), hidden)
    scores = hidden @ head[3].weight.t() + head[3].bias
    torch.testing.assert_close(head(h), (scores[:, 2] - scores[:, 1])[:, None])
    assert "LogOdds(signal=2, background=1)" in repr(head)


@pytest.mark.parametrize(("signal", "background"), [(1, 1), (0, 3), (-1, 0)])
def test_classes_that_are_not_there(signal: int, background: int) -> None:
    with pytest.raises(ValueError, match=r"two of the classes 0 to 2 \(got"):
        class_head(6, 5, 3, signal, background)
