"""What a network's numbers are taken for."""

import pytest
import torch

from pyg_jets.taggers.adapted.outputs import head_of, outputs_of

SCORES = torch.tensor([[3.0, -1.0], [0.5, 0.2]])


def test_one_reading_or_none() -> None:
    assert outputs_of([torch.rand(5, 3)], 2, None) == "nodes"
    assert outputs_of([SCORES], 2, None) == "logits"
    assert outputs_of([SCORES.softmax(1)], 2, None) == "probabilities"
    assert outputs_of([SCORES.softmax(1), SCORES], 2, None) == "logits"
    assert outputs_of([SCORES[:, :1]], 2, None) == "logit"
    with pytest.raises(ValueError, match="1 number of each jet, from 0 to 1, is: one of"):
        outputs_of([SCORES[:, :1].sigmoid()], 2, None)
    with pytest.raises(ValueError, match="3 numbers of each jet are: one of embedding, logits"):
        outputs_of([torch.rand(2, 3)], 2, None)


def test_what_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"one of nodes, embedding, .* \(got 'scores'\)"):
        outputs_of([SCORES], 2, "scores")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"2 numbers for each jet \(got 'logit'\)"):
        outputs_of([SCORES], 2, "logit")


def test_heads() -> None:
    assert head_of("nodes", 8, None, None) == (None, None)
    assert head_of("embedding", 8, None, 3) == (None, 3)
    for outputs, expected in (("logits", SCORES), ("probabilities", SCORES.softmax(1))):
        head, classes = head_of(outputs, 2, None, None)  # type: ignore[arg-type]
        assert head is not None
        assert classes is None
        torch.testing.assert_close(head(expected)[:, 0], SCORES[:, 1] - SCORES[:, 0])
    every, classes = head_of("logits", 3, None, None)
    assert every is not None
    assert (len(every), classes) == (0, 3)
    three = torch.rand(4, 3)
    odds, classes = head_of("logits", 3, (2, 0), None)
    assert odds is not None
    assert classes is None
    torch.testing.assert_close(odds(three)[:, 0], three[:, 2] - three[:, 0])
    with pytest.raises(ValueError, match=r"one of the classes 0 to 2 \(got 3\)"):
        head_of("logits", 3, (3, 0), None)
    with pytest.raises(ValueError, match="'target' must be None for a network that gives vectors"):
        head_of("nodes", 3, (1, 0), None)
    with pytest.raises(ValueError, match=r"number of scores that the network gives, 3 \(got 4\)"):
        head_of("logits", 3, None, 4)
