"""The trained taggers of the package: what they are, and that their cards say so."""

import hashlib
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
import torch
from setuptools import Distribution

import pyg_jets
from pyg_jets import Constituents, JetTreeDataset, cluster, datasets, load_tagger
from pyg_jets.study import evaluate
from pyg_jets.study.chapters.comparison.cost import num_parameters
from pyg_jets.taggers import PRETRAINED, RecNN, model_card, pretrained

FOLDER = Path(pyg_jets.__file__).parent / "taggers" / "pretrained_data"
ROOT = Path(__file__).parents[2]


def bundled(task: str, jets: int | None = None) -> JetTreeDataset:
    """All jets of both kinds, or the first of each."""
    kinds = zip(task.split("-"), (1, 0), strict=True)
    parts = [datasets.sample(kind)[:jets].with_label(label) for kind, label in kinds]
    return cluster(Constituents.concat(parts))


@pytest.fixture(params=PRETRAINED)
def name(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


def test_names_and_files() -> None:
    assert "recnn-w-qcd" in PRETRAINED
    assert set(PRETRAINED) <= {f"recnn-{task}" for task in datasets.TASKS}
    ends = ("safetensors", "json")
    assert {path.name for path in FOLDER.iterdir()} == {
        f"{n}.{e}" for n in PRETRAINED for e in ends
    }
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 5_000_000


@pytest.mark.parametrize("ask", [pretrained, model_card])
def test_an_unknown_name(ask: Any) -> None:
    for unknown in ("recnn", "../recnn-w-qcd", None):
        with pytest.raises(ValueError, match=r"must be one of .*recnn-w-qcd \(got '.*"):
            ask(unknown)


def test_ready_to_use(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    tagger = pretrained(name)
    assert isinstance(tagger, RecNN)
    assert not tagger.training
    assert num_parameters(tagger) == 148_331
    assert all(value.isfinite().all() for value in tagger.state_dict().values())


def test_a_tagger_of_ones_own(name: str, toy_jets: Constituents, tmp_path: Path) -> None:
    one, other = pretrained(name), pretrained(name)
    batch = cluster(toy_jets).batch()
    logits = other(batch)
    assert torch.equal(one(batch), logits)
    one.save(tmp_path / "saved")
    assert torch.equal(load_tagger(tmp_path / "saved")(batch), logits)
    with torch.no_grad():
        for parameter in one.parameters():
            parameter.zero_()
    assert torch.equal(other(batch), logits)
    assert torch.equal(pretrained(name)(batch), logits)


def test_the_file_is_tensors_and_their_names_only(name: str) -> None:
    """Header and numbers are all of it: there is no room for a pickle."""
    content = (FOLDER / f"{name}.safetensors").read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    assert header.pop("__metadata__").keys() == {"format", "tagger", "config"}
    offsets = sorted(tensor["data_offsets"] for tensor in header.values())
    assert [first for first, _ in offsets] == [0, *(last for _, last in offsets[:-1])]
    assert offsets[-1][1] == len(content) - 8 - size


def test_the_card_is_whole(name: str) -> None:
    card = model_card(name)
    for key in (*card, *card["data"], *card["recipe"], *card["versions"]):
        assert f"``{key}``" in str(model_card.__doc__)
    assert card["name"] == name == f"recnn-{card['task']}"
    assert (
        card["sha256"] == hashlib.sha256((FOLDER / f"{name}.safetensors").read_bytes()).hexdigest()
    )
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(card, indent=1, sort_keys=True) + "\n"
    assert card["recipe"]["parameters"] == num_parameters(pretrained(name))
    assert card["recipe"]["options"] == pretrained(name).config
    assert card["recipe"]["frame"] == pretrained(name).frame
    assert f"--task {card['task']} --epochs {card['recipe']['epochs']} " in card["command"]
    assert card["command"].startswith("python -m tools.pretrain --source ")
    assert os.sep not in card["command"]


def test_the_card_counts_its_jets(name: str) -> None:
    card = model_card(name)
    jets = card["data"]["jets"]
    assert list(jets) == sorted(card["task"].split("-"))
    for kind, counts in jets.items():
        assert counts["test"] == len(datasets.sample(kind))
        assert counts["left_out"] >= counts["test"]
        used = counts["training"] + counts["validation"] + counts["left_out"]
        assert used == counts["in_source"]
        assert counts["training"] > 5 * counts["validation"] > 0
    assert card["numbers"]["jets"] == sum(counts["test"] for counts in jets.values())
    low, high = card["data"]["training_pt_gev"]
    assert 499 < low < 510
    assert 690 < high < 701


def slow_but_one(name: str) -> Any:
    """Ten thousand jets take seconds."""
    marks = () if name == "recnn-w-qcd" else pytest.mark.slow
    return pytest.param(name.removeprefix("recnn-"), marks=marks)


@pytest.mark.parametrize("task", [slow_but_one(name) for name in PRETRAINED])
def test_the_numbers_are_those_of_the_bundled_sample(task: str) -> None:
    numbers = model_card(f"recnn-{task}")["numbers"]
    found = evaluate(pretrained(f"recnn-{task}"), bundled(task))
    for key in ("auc", "accuracy", "calibration_error", "temperature"):
        relative = 0.05 if key == "calibration_error" else 2e-3
        assert found[key].value == pytest.approx(numbers[key], rel=relative)
        low, high = numbers[f"{key}_interval"]
        assert low < numbers[key] < high
    assert numbers["auc_interval"][0] > numbers["accuracy_interval"][0] > 0.5
    for key in ("rejection_at_0.3", "rejection_at_0.5"):
        # A jet more or less at the cut, where another processor rounds otherwise.
        count, total = numbers[f"{key}_counts"]
        again = found[key]
        assert again.count is not None
        assert abs(again.count - count) <= 2
        assert again.total == total == len(datasets.sample(task.split("-")[1]))


def test_setuptools_packs_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    distribution = Distribution()
    distribution.parse_config_files()
    packing: Any = distribution.get_command_obj("build_py")
    packing.ensure_finalized()
    packing.manifest_files = {}  # what pyproject.toml names, not what another build left behind
    packed = {Path(file).name for file in packing.find_data_files("pyg_jets", "pyg_jets")}
    assert {path.name for path in FOLDER.iterdir()} <= packed
