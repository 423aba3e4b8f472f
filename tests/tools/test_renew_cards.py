"""Cards keep what was measured with their weights, and get what they lack."""

import json
import sys
from pathlib import Path

import pytest

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import sample
from pyg_jets.study import evaluate
from pyg_jets.taggers import model_card, pretrained
from tools import renew_cards
from tools.card import numbers_on_card


@pytest.fixture(autouse=True)
def _few_jets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample of 150 jets a kind, whose card it is then."""
    monkeypatch.setattr(renew_cards, "sample", lambda kind: sample(kind)[:150])


def test_what_is_lacking_is_added_and_a_moved_script_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = [sample(kind)[:150].with_label(label) for kind, label in (("w", 1), ("qcd", 0))]
    measured = evaluate(pretrained("recnn-w-qcd"), cluster(Constituents.concat(few)))
    numbers = numbers_on_card(measured, 300)
    old_numbers = {key: number for key, number in numbers.items() if "temp" not in key}
    old_numbers["auc"] += 1e-4  # as of another processor
    shipped = model_card("recnn-w-qcd")
    moved = shipped["command"].replace("python -m tools.pretrain", "python benchmarks/pretrain.py")
    assert moved != shipped["command"]
    old = {**shipped, "command": moved, "numbers": old_numbers}
    monkeypatch.setattr(renew_cards, "PRETRAINED", ("recnn-w-qcd",))
    monkeypatch.setattr(renew_cards, "model_card", lambda _: old)
    monkeypatch.setattr(sys, "argv", ["renew_cards", "--out", str(tmp_path)])
    renew_cards.main()
    card = json.loads((tmp_path / "recnn-w-qcd.json").read_text())
    lacking = {key: number for key, number in numbers.items() if "temp" in key}
    assert card == json.loads(json.dumps({**shipped, "numbers": {**old_numbers, **lacking}}))
    assert f"temperature {numbers['temperature']:.2f}" in capsys.readouterr().out


def test_other_weights_are_refused() -> None:
    card = model_card("recnn-w-qcd")
    wrong = {**card, "numbers": {**card["numbers"], "auc": 0.9}}
    with pytest.raises(SystemExit, match=r"must have the auc of its card, 0\.9"):
        renew_cards.renewed(wrong)
