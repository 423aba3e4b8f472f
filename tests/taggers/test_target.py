"""Targets: the number of a class, a pair, a function; what is shared, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster, predict
from pyg_jets.taggers import ParticleNet, RecNN, Tagger, among, at_target, load_tagger
from pyg_jets.taggers.target import class_of, target_layer

NAMES = ("w", "top", "qcd")


@pytest.fixture
def tagger() -> RecNN:
    torch.manual_seed(0)
    made = RecNN(6, num_classes=3)
    made.classes = NAMES
    return made.double().eval()


def test_a_class_and_a_pair_are_log_odds(tagger: RecNN, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    p = predict(tagger, trees)
    assert p.shape == (7, 3)
    torch.testing.assert_close(p.sum(1), torch.ones(7).double())
    for target in (2, "qcd"):
        odds = at_target(tagger, target)(trees.batch())
        torch.testing.assert_close(odds, p[:, 2].logit())
    for pair in ((0, 2), ("w", "qcd"), ["w", 2]):
        odds = at_target(tagger, pair)(trees.batch())  # type: ignore[arg-type]
        torch.testing.assert_close(odds, p[:, 0].log() - p[:, 2].log())
    squares = at_target(tagger, lambda scores: (scores**2).sum(1))(trees.batch())
    torch.testing.assert_close(squares, (tagger(trees.batch()) ** 2).sum(1))


def test_one_logit_has_two_classes(toy_jets: Constituents) -> None:
    tagger, batch = RecNN(6), cluster(toy_jets).batch()
    tagger.classes = ("qcd", "w")
    logit = tagger(batch)
    for target in (None, 1, "w", (1, 0), ("w", "qcd")):
        assert at_target(tagger, target) is tagger
    for target in (0, "qcd", (0, 1)):
        assert torch.equal(at_target(tagger, target)(batch), -logit)
    assert torch.equal(at_target(tagger, torch.sigmoid)(batch), logit.sigmoid())


def test_two_scores_have_the_logit_of_the_second(toy_jets: Constituents) -> None:
    tagger, batch = RecNN(6, num_classes=2), cluster(toy_jets).batch()
    scores = tagger(batch)
    assert (tagger.num_classes, scores.shape) == (2, (7, 2))
    torch.testing.assert_close(at_target(tagger)(batch), scores[:, 1] - scores[:, 0])
    torch.testing.assert_close(at_target(tagger, 0)(batch), scores[:, 0] - scores[:, 1])


def test_it_is_the_same_network(tagger: RecNN) -> None:
    modules = dict(tagger.named_modules())
    aimed = at_target(tagger, "top")
    assert type(aimed) is RecNN
    assert all(a is b for a, b in zip(tagger.parameters(), aimed.parameters(), strict=True))
    assert dict(tagger.named_modules()) == modules
    assert (tagger.num_classes, tagger.target, tagger.classes) == (3, None, NAMES)
    assert (aimed.num_classes, aimed.classes) == (2, ("not top", "top"))
    assert at_target(tagger, (0, 2)).classes == ("qcd", "w")
    assert at_target(aimed) is aimed


def test_it_stays_at_its_target_untrained(tagger: RecNN, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    fresh = at_target(tagger, ("w", "qcd")).untrained(3)
    torch.testing.assert_close(fresh(batch), at_target(tagger.untrained(3), (0, 2))(batch))
    assert fresh.classes == ("qcd", "w")


def test_names_are_saved(tagger: RecNN, tmp_path: Path, toy_jets: Constituents) -> None:
    tagger.save(tmp_path / "three.safetensors")
    again = load_tagger(tmp_path / "three.safetensors")
    assert (again.classes, again.num_classes) == (NAMES, 3)
    batch = cluster(toy_jets).batch()
    assert torch.equal(again(batch), tagger(batch))
    for target, names in (("top", ("not top", "top")), (("w", "qcd"), ("qcd", "w"))):
        aimed = at_target(tagger, target)
        aimed.save(tmp_path / "aimed.safetensors")
        again = load_tagger(tmp_path / "aimed.safetensors")
        assert (again.classes, again.target, again.num_classes) == (names, aimed.target, 2)
        assert torch.equal(again(batch), aimed(batch))
    with pytest.raises(ValueError, match="a tagger at a function cannot be saved"):
        at_target(tagger, torch.sum).save(tmp_path / "sum.safetensors")


@pytest.mark.parametrize(
    ("target", "error", "message"),
    [
        (
            None,
            ValueError,
            r"which class, or which pair.*0 \(w\), 1 \(top\), 2 \(qcd\) \(got None\)",
        ),
        (3, ValueError, r"one of the classes 0 \(w\), 1 \(top\), 2 \(qcd\) \(got 3\)"),
        (-1, ValueError, r"one of the classes 0 \(w\).*\(got -1\)"),
        ("gluon", ValueError, r"one of the classes 0 \(w\).*\(got 'gluon'\)"),
        ((0, "z"), ValueError, r"one of the classes .*\(got 'z'\)"),
        (("w", 0), ValueError, r"a pair of two classes of .*\(got \('w', 0\)\)"),
        ((0, 1, 2), TypeError, r"one class or a pair of two \(got \(0, 1, 2\)\)"),
        (1.5, TypeError, r"None, a class, a pair of classes or a function.*\(got 1.5\)"),
        (True, TypeError, r"\(got True\)"),
    ],
)
def test_refusals(tagger: RecNN, target: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        at_target(tagger, target)


def test_what_a_function_must_give(tagger: RecNN, toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    with pytest.raises(ValueError, match=r"one number per jet, \(7,\) \(got \(7, 3\)\)"):
        at_target(tagger, torch.relu)(batch)
    with pytest.raises(ValueError, match=r"one number per jet.*\(got float\)"):
        at_target(tagger, lambda _: 1.0)(batch)  # type: ignore[arg-type,return-value]


def test_a_number_has_no_classes() -> None:
    with pytest.raises(ValueError, match=r"gives a number and has no classes \(got 1\)"):
        target_layer(1, 1, None, "regression")
    assert target_layer(None, 1, None, "regression") is None
    assert class_of("top", 3, NAMES) == 1


def test_a_forward_of_its_own_is_refused() -> None:
    class Own(RecNN):
        def forward(self, batch: Any) -> Tensor:
            return super().forward(batch) + 1

    with pytest.raises(TypeError, match="Own must leave 'forward' to Tagger"):
        at_target(Own(6), 0)


@pytest.mark.parametrize("names", [("w",), ("w", "w", "top"), ()])
def test_names_fit_the_classes(names: tuple[str, ...], tagger: Tagger) -> None:
    with pytest.raises(ValueError, match=r"'classes' must be 3 different names"):
        tagger.classes = names


def test_fewer_than_two_classes_are_none() -> None:
    with pytest.raises(ValueError, match=r"'num_classes' must be at least 2.*\(got 1\)"):
        RecNN(6, num_classes=1)
    with pytest.raises(ValueError, match=r"given both, or neither.*\(got 1 and None\)"):
        ParticleNet(8, (4,), num_classes=3, signal=1)


def test_among_some_classes(toy_jets: Constituents, tmp_path: Path) -> None:
    """Probabilities given that a jet is of one of them, in the order that is asked for."""
    tagger, trees = RecNN(6, num_classes=5).double().eval(), cluster(toy_jets)
    tagger.fit_scaling(trees)
    tagger.double()
    tagger.classes = ("a", "b", "c", "d", "e")
    p = predict(tagger, trees)
    some = among(tagger, ("d", 0, "b"))
    assert (some.classes, some.num_classes) == (("d", "a", "b"), 3)
    expected = p[:, [3, 0, 1]]
    torch.testing.assert_close(predict(some, trees), expected / expected.sum(1, keepdim=True))
    again = among(some, (2, 1, 0))
    assert again.classes == ("b", "a", "d")
    assert again.chosen == (1, 0, 3)
    torch.testing.assert_close(again(trees.batch()), tagger(trees.batch())[:, [1, 0, 3]])
    pair = at_target(some, ("b", "d"))(trees.batch())
    torch.testing.assert_close(pair, at_target(tagger, ("b", "d"))(trees.batch()))
    torch.testing.assert_close(among(tagger, ("b", "d"))(trees.batch()), pair)
    assert tagger(trees.batch()).shape == (7, 5)
    fresh = some.untrained(3)
    assert (fresh.chosen, fresh.classes) == ((3, 0, 1), ("d", "a", "b"))
    expected = tagger.untrained(3)(trees.batch())[:, [3, 0, 1]]
    torch.testing.assert_close(fresh(trees.batch()), expected)
    for no_file in (some, at_target(some, "b")):
        with pytest.raises(ValueError, match="among some classes cannot be saved"):
            no_file.save(tmp_path / "t.safetensors")
    for wrong in (("a",), ("a", "a", "b")):
        with pytest.raises(ValueError, match="must be two or more different ones of the classes 0"):
            among(tagger, wrong)
    with pytest.raises(ValueError, match=r"three classes or more \(got 1\)"):
        among(RecNN(6), (0, 1))
