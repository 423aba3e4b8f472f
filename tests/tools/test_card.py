"""The script that makes a tagger of the package, and the card that it writes."""

import hashlib
import json
import math
import runpy
import sys
from functools import partial
from pathlib import Path

import pytest

from pyg_jets import Constituents, cluster, load_tagger
from pyg_jets.datasets import sample
from pyg_jets.metrics import Estimate
from pyg_jets.study.task import TrainedTask, train_on
from pyg_jets.taggers import RecNN, model_card
from tools.card import card_of, write_pretrained
from tools.pretraining import PretrainingJets

SCRIPT = Path(__file__).parents[2] / "tools" / "pretrain.py"


def test_the_script(
    larger: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ["--task", "w-qcd", "--epochs", "1", "--seed", "3", "--jets", "40"]
    out = ["--out", str(tmp_path / "new" / "out")]
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--source", str(larger), *options, *out])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    card = json.loads((tmp_path / "new" / "out" / "recnn-w-qcd.json").read_text())
    assert card["command"] == (
        "python -m tools.pretrain --source larger --task w-qcd --epochs 1 --seed 3 --jets 40"
    )
    said = capsys.readouterr().out
    (line,) = (line for line in said.splitlines() if line.startswith("auc "))
    printed = float(line.split()[1])
    assert printed == pytest.approx(card["numbers"]["auc"], abs=1e-3)
    assert card["numbers"]["jets"] == 9600
    assert str(larger.parent) not in json.dumps(card)
    assert card.keys() == model_card("recnn-w-qcd").keys()
    shipped = model_card("recnn-w-qcd")
    for key in ("data", "numbers", "recipe", "versions"):
        assert card[key].keys() == shipped[key].keys()
    for key in ("intended_use", "licence", "limits"):
        assert card[key] == shipped[key]
    for key in ("detector", "generator", "selection", "terms"):
        assert card["data"][key] == shipped["data"][key]


@pytest.fixture(scope="module")
def parts() -> PretrainingJets:
    """Twenty jets of each kind in each part."""
    train, val, test = (
        Constituents.concat(
            [sample(kind)[first : first + 20].with_label(y) for kind, y in (("top", 1), ("qcd", 0))]
        )
        for first in (0, 20, 40)
    )
    return PretrainingJets(train, val, test, {"top": 500, "qcd": 600}, {"top": 9, "qcd": 8})


@pytest.fixture(scope="module")
def trained(parts: PretrainingJets) -> TrainedTask:
    train, val, test = (cluster(part) for part in parts[:3])
    build = partial(RecNN, hidden_channels=5)
    return train_on(train, val, test, build=build, epochs=2, seed=4, progress=False)


def test_a_card(parts: PretrainingJets, trained: TrainedTask) -> None:
    card = card_of("top-qcd", parts, trained, command="what was typed", epochs=2, seed=4)
    assert (card["name"], card["command"]) == ("recnn-top-qcd", "what was typed")
    used = {"training": 20, "validation": 20, "test": 20}
    assert card["data"]["jets"] == {
        "top": {"in_source": 500, "left_out": 9, **used},
        "qcd": {"in_source": 600, "left_out": 8, **used},
    }
    low, high = card["data"]["training_pt_gev"]
    assert 499.9 <= low < 560 < high <= 700.1
    recipe, best = card["recipe"], trained.training.best_epoch
    assert (recipe["seed"], recipe["epochs"], recipe["best_epoch"]) == (4, 2, best + 1)
    assert recipe["validation_auc"] == trained.training.history[best]["val_auc"]
    assert recipe["options"] == {"hidden_channels": 5, "cell": "simple"}
    assert (recipe["lr"], recipe["frame"]) == (RecNN.recipe.lr, "jet")
    assert card["numbers"]["auc"] == trained.metrics["auc"].value
    assert card["numbers"]["jets"] == 40


def test_no_background_jet_left_is_null(parts: PretrainingJets, trained: TrainedTask) -> None:
    none = Estimate(math.inf, 12.0, math.inf, count=0, total=20)
    perfect = trained._replace(metrics={**trained.metrics, "rejection_at_0.3": none})
    numbers = card_of("top-qcd", parts, perfect, command="", epochs=2)["numbers"]
    assert numbers["rejection_at_0.3"] is None
    assert numbers["rejection_at_0.3_interval"] == [12.0, None]
    assert numbers["rejection_at_0.3_counts"] == [0, 20]


def test_weights_and_card_belong_together(
    parts: PretrainingJets, trained: TrainedTask, tmp_path: Path
) -> None:
    card = card_of("top-qcd", parts, trained, command="", epochs=2, seed=4)
    weights, text = write_pretrained(trained, card, tmp_path)
    assert (weights.name, text.name) == ("recnn-top-qcd.safetensors", "recnn-top-qcd.json")
    written = json.loads(text.read_text(encoding="utf-8"))
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert written == {**json.loads(json.dumps(card)), "sha256": digest}
    assert list(written) == sorted(written)
    batch = cluster(parts.test).batch()
    assert load_tagger(weights)(batch).equal(trained.training.tagger(batch))
    with pytest.raises(FileNotFoundError, match="folder of"):
        write_pretrained(trained, card, tmp_path / "no")
