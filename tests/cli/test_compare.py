import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pyg_jets.cli import main
from pyg_jets.taggers import RecNN
from tests.weaver_files import write_weaver_files

MINE = """
from functools import partial
from pyg_jets.taggers import RecNN
Mine = partial(RecNN, hidden_channels=8)
"""


def test_a_tagger_of_the_package_and_one_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    options = ["--task", "w-qcd", "--epochs", "1", "--jets", "200", "--out", str(tmp_path / "out")]
    taggers = ["--taggers", "fcn", "--tagger", f"{tmp_path / 'mine.py'}:Mine"]
    assert main(["compare", *taggers, *options]) == 0
    said = capsys.readouterr()
    assert "| FCN |" in said.out
    assert "| Mine |" in said.out
    assert "| mass, multiplicity |" in said.out
    assert "Mine, seed 0: AUC 0." in said.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *(f"comparison-w-qcd.{end}" for end in ("md", "csv", "json")),
        *(f"foldings-w-qcd.{end}" for end in ("md", "csv", "json")),
        *(f"agreement-w-qcd.{end}" for end in ("md", "csv", "json")),
        *(f"together-w-qcd.{end}" for end in ("md", "csv", "json")),
        "compared-w-qcd-roc.png",
        "compared-w-qcd-reliability.png",
        "compared-w-qcd-maps.png",
    }
    numbers = json.loads((tmp_path / "out" / "comparison-w-qcd.json").read_text())
    rows = numbers["compared"]["w-qcd"]
    assert [row["tagger"] for row in rows] == ["FCN", "Mine"]
    assert numbers["settings"]["epochs"] == rows[0]["epochs"] == 1
    assert rows[0]["recipe"]["turned"]
    foldings = (tmp_path / "out" / "foldings-w-qcd.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in foldings[1:]] == ["FCN"]


def test_trained_taggers_of_weaver_and_of_a_file_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, network, weights = write_weaver_files(tmp_path)
    (tmp_path / "mine.py").write_text(MINE)
    RecNN(8).save(tmp_path / "mine.safetensors")
    options = ["--task", "w-qcd", "--jets", "100", "--out", str(tmp_path / "out")]
    taggers = ["--tagger", f"weaver:{config},{network},{weights}"]
    taggers += ["--tagger", f"{tmp_path / 'mine.py'}:Mine"]
    taggers += ["--weights", f"mine={tmp_path / 'mine.safetensors'}"]
    assert main(["compare", *taggers, *options]) == 0
    said = capsys.readouterr().out
    assert "on the same jets: best, Mine as given" in said
    assert said.count("| best + Mine |") == 2
    assert "w-qcd: of 1 stacked embeddings" in said
    numbers = json.loads((tmp_path / "out" / "comparison-w-qcd.json").read_text())
    assert [row["epochs"] for row in numbers["compared"]["w-qcd"]] == [0, 0]
    assert [row["train_jets_per_s"] for row in numbers["compared"]["w-qcd"]] == [None, None]
    (pair,) = numbers["agreement"]["w-qcd"]
    assert 0 <= pair["ordering"] <= 1
    assert set(pair["maps"]) == {"w", "qcd"}


THEIRS = """
from pyg_jets.taggers import FCN
def Theirs(num_classes=None):
    return FCN(num_classes=num_classes)
"""


def test_four_taggers_on_three_classes(
    tmp_path: Path, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """RecNN, LundNet, the published ParticleNet as it is and a user's file, by every pair."""
    (tmp_path / "theirs.py").write_text(THEIRS)
    published = f"published:{shared / 'data/weights/ParticleNet_kin.pt'},classes=Wqq:Tbqq:QCD"
    taggers = ["--taggers", "recnn,lundnet", "--tagger", published]
    taggers += ["--tagger", f"{tmp_path / 'theirs.py'}:Theirs"]
    options = ["--task", "w-top-qcd", "--epochs", "1", "--jets", "24", "--out", str(tmp_path / "o")]
    assert main(["compare", *taggers, *options]) == 0
    said = capsys.readouterr()
    assert "w-top-qcd_w-qcd: ParticleNet_kin, seed 0: AUC 0." in said.err
    numbers = json.loads((tmp_path / "o" / "comparison-w-top-qcd_w-qcd.json").read_text())
    pairs = ("w-top", "w-qcd", "top-qcd")
    assert list(numbers["compared"]) == [f"w-top-qcd_{two}" for two in pairs]
    for task, rows in numbers["compared"].items():
        assert [row["tagger"] for row in rows] == ["RecNN", "LundNet", "ParticleNet_kin", "Theirs"]
        assert [row["epochs"] for row in rows] == [1, 1, 0, 1]
        pair = task.split("_")[1].replace("-", ":")
        assert all(f"auc_{pair}" in row["of_all"] for row in rows)
    # It knows W jets and tops already.
    of_published = numbers["compared"]["w-top-qcd_w-qcd"][2]
    assert of_published["auc"] > 0.75
    assert of_published["of_all"]["macro_auc"] > 0.75
    table = (tmp_path / "o" / "compared-classes-w-top-qcd.md").read_text()
    assert "| tagger | mean AUC | accuracy | AUC of w | AUC of top | AUC of qcd |" in table
    assert table.count("| ParticleNet_kin |") == 1
    assert len(numbers["agreement"]["w-top-qcd_w-qcd"]) == 6


def test_one_pair_of_three_and_two_kinds_of_ten(
    tmp_path: Path, shared: Path, capsys: pytest.CaptureFixture[str], refused: Callable[..., str]
) -> None:
    published = f"published:{shared / 'data/weights/ParticleNet_kin.pt'}"
    few = ["--jets", "40", "--out", str(tmp_path / "out")]
    found = []
    for task, target, classes in (
        ("w-top-qcd", "qcd:w", ",classes=Wqq:Tbqq:QCD"),
        ("qcd-w", "QCD:Wqq", ""),
        ("qcd-w", None, ",classes=QCD:Wqq"),
    ):
        given = [] if target is None else ["--target", target]
        wanted = ["--task", task, *given, "--tagger", published + classes, *few]
        assert main(["compare", *wanted]) == 0
        found.append(capsys.readouterr().out.split("| ParticleNet_kin | ")[1].split(" | ")[0])
    value = float(found[1].split()[0])
    assert value > 0.85
    assert found[1] == found[2]
    assert float(found[0].split()[0]) == pytest.approx(value, abs=0.1)  # of other test jets
    for flags, words in (
        (("--task", "w-qcd", "--tagger", published), "must be at two of its the classes 0 (QCD)"),
        (("--task", "w-top-qcd", "--tagger", published), "must have 3 classes (got 10)"),
        (("--task", "w-top-qcd", "--target", "w:pig", "--tagger", published), "(got 'w:pig')"),
        (("--task", "w-top-qcd", "--target", "w", "--tagger", published), "pair of kinds of the"),
    ):
        assert words in refused("compare", *flags, *few)


def test_refusals_are_one_line(tmp_path: Path, refused: Callable[..., str]) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("1 / 0")
    empty = tmp_path / "empty.py"
    empty.write_text("")
    plain = tmp_path / "plain.py"
    plain.write_text("from torch.nn import Linear\ndef Mine():\n    return Linear(1, 1)\n")
    named = tmp_path / "named.py"
    named.write_text("from pyg_jets.taggers import RecNN\n")
    out = ("--task", "w-qcd", "--out", tmp_path / "out")
    for arguments, words in (
        (("--taggers", "fcn,bdt"), "must be one of"),
        ((), "there must be taggers"),
        (("--tagger", "mine.py"), "FILE.py:NAME"),
        (("--tagger", f"{tmp_path / 'no.py'}:Mine"), "FILE.py:NAME"),
        (("--tagger", f"{broken}:Mine"), "ZeroDivisionError"),
        (("--tagger", f"{empty}:Mine"), "must define 'Mine'"),
        (("--tagger", f"{plain}:Mine"), "must make a Tagger (got a Linear)"),
        (("--taggers", "recnn", "--tagger", f"{named}:RecNN"), "different names (got 'RecNN' 2"),
        (("--taggers", "fcn", "--weights", "recnn=no.pt"), "must be NAME=FILE with one of FCN"),
        (("--taggers", "fcn", "--weights", "fcn=no.pt"), "there are no parameters at 'no.pt'"),
        (("--tagger", "weaver:no.yaml"), "there is no configuration at 'no.yaml'"),
    ):
        assert words in refused("compare", *arguments, *out)
    assert not (tmp_path / "out").exists()
