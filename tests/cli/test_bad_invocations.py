"""Bad invocations of every command: one line on standard error, exit 1 or 2, nothing written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pyg_jets.cli import COMMANDS, main

NAMES = [module.__name__.rsplit(".", 1)[1] for module in COMMANDS]

WHOLE = {
    "study": "study --out {new}",
    "train": "train --task w-qcd --out {new}",
    "saliency": "saliency --tagger recnn-w-qcd --task w-qcd --out {new}.png",
    "explain": "explain --tagger recnn-w-qcd --task w-qcd --out {new}",
    "robustness": "robustness --tagger recnn-w-qcd --task w-qcd --out {new}",
    "probe": "probe --task w-qcd --out {new}.md",
    "layers": "layers --out {new}.png",
    "transfer": "transfer --out {new}",
    "compare": "compare --task w-qcd --taggers recnn --out {new}",
    "benchmark": "benchmark --truths planted --taggers recnn --methods saliency --out {new}",
    "simulate": "simulate --kind w --jets 3 --out {new}",
    "cluster": "cluster {folder} --out {new}",
    "convert": "convert {text} --out {new}",
}
"""Invocations that lack nothing, to which something bad is added."""

SEEDED = [name for name in WHOLE if name not in ("cluster", "convert")]
OF_TASKS = ("train", "saliency", "explain", "robustness", "probe", "layers", "compare")
TRAINS = ("study", "train", "probe", "layers", "transfer", "compare")
TAKES_TAGGER = ("saliency", "explain", "robustness")
LONG = "n" * 256
MOMENTA = "px=a,py=b,pz=c,E=e"
TASK_FILES = {
    "kind": "kinds: [w, hbb]",
    "one": "kinds: [w]",
    "list": "[1, 2]",
    "broken": "kinds: [w, qcd",
    "colour": "kinds: [w, qcd]\ncolour: red",
    "lost": "kinds: [w, {name: b, jets: nowhere}]",
    "none": "kinds: [w, {name: b, jets: text}]",
    "alias": "kinds: [w, &a qcd, *a]",
    "mass": "kinds: [w, {name: qcd, mass: heavy}]",
}
"""What is wrong with each."""

BAD = [
    "",
    "fly",
    "--seed 1",
    *(f"{name} --no-such-flag" for name in NAMES),
    *(name for name in NAMES if name not in ("study", "transfer")),
    *(f"{WHOLE[name]} more" for name in SEEDED if name not in ("explain", "saliency")),
    *(f"{WHOLE[name]} --seed {seed}" for name in SEEDED for seed in ("-1", "4294967296")),
    *(f"{WHOLE['train']} --seed {seed}" for seed in ("1.5", "x", "²", "1e3", "9" * 5000, "")),
    *(f"{WHOLE[name]} --task w-z" for name in OF_TASKS),
    *(f"{WHOLE[name]} --epochs 0" for name in TRAINS),
    *(f"{WHOLE[name]} --jets -5" for name in SEEDED if name != "saliency"),
    *(f"{WHOLE[name]} --source {{new}}" for name in TRAINS),
    *(f"{WHOLE[name]} --tagger {{new}}" for name in TAKES_TAGGER),
    *(f"{WHOLE[name]} --tagger {{text}}" for name in TAKES_TAGGER),
    *(f"{WHOLE[name]} --tagger {{folder}}" for name in TAKES_TAGGER),
    *(f"{WHOLE[name]} --tagger {{older}}" for name in TAKES_TAGGER),
    *(f"{WHOLE[name]} --tagger {{complex}}" for name in TAKES_TAGGER),
    *(f"{WHOLE[name]} --out {{text}}/out" for name in ("study", "explain", "compare", "cluster")),
    *(f"{WHOLE[name]} --out {{text}}" for name in ("study", "explain", "compare", "cluster")),
    *(f"{WHOLE[name]} --out /proc/out" for name in ("study", "explain", "benchmark", "train")),
    *(f"{WHOLE[name]} --out {{folder}}/{LONG}" for name in WHOLE if name != "layers"),
    *(f"{WHOLE[name]} --out {{folder}}/{LONG}/a.md" for name in ("probe", "train", "transfer")),
    *(f"{WHOLE[name]} --out {{folder}}" for name in ("train", "saliency", "probe", "layers")),
    *(f"{WHOLE[name]} --out {{new}}/a.png" for name in ("saliency", "layers", "convert")),
    *(f"{WHOLE[name]} --out {{new}}.jpeg" for name in ("saliency", "layers", "probe", "transfer")),
    # What only one command has.
    f"{WHOLE['study']} --config long",
    f"{WHOLE['study']} --seeds 0",
    f"{WHOLE['study']} --seeds 3 --seed 4294967295",
    f"{WHOLE['study']} --workers 0",
    f"{WHOLE['study']} --jets 3",
    f"{WHOLE['train']} --tagger recnnn",
    f"{WHOLE['train']} --frame moving",
    f"{WHOLE['train']} --jets 1",
    f"{WHOLE['saliency']} --shards {{folder}}",
    "saliency --tagger recnn-w-qcd --shards {new} --out {new}.png",
    "saliency --tagger recnn-w-qcd --shards {folder} --out {new}.png",
    "saliency --tagger recnn-w-qcd --shards {unfinished} --out {new}.png",
    "saliency --tagger recnn-w-qcd --shards {folder} --source {folder} --out {new}.png",
    f"{WHOLE['saliency']} --workers 2",
    f"{WHOLE['saliency']} --scheduler tcp://127.0.0.1:9",
    f"{WHOLE['saliency']} --fold most",
    f"{WHOLE['saliency']} --fold sum sum",
    f"{WHOLE['saliency']} --fold sum max",
    f"{WHOLE['explain']} --method guessing",
    f"{WHOLE['explain']} --method saliency saliency",
    f"{WHOLE['explain']} --nulls 1",
    f"{WHOLE['explain']} --jets 0",
    f"{WHOLE['robustness']} --radius nan",
    f"{WHOLE['robustness']} --radius -1",
    f"{WHOLE['robustness']} --radius wide",
    f"{WHOLE['probe']} --tagger recnn-w-qcd --epochs 2",
    f"{WHOLE['probe']} --tagger recnn-w-qcd --layer no.such",
    f"{WHOLE['probe']} --seeds 0",
    f"{WHOLE['probe']} --seeds 2 --seed 4294967295",
    f"{WHOLE['layers']} --seeds many",
    f"{WHOLE['layers']} --seeds 2 --seed 4294967295",
    f"{WHOLE['transfer']} --study {{folder}}",
    f"{WHOLE['transfer']} --study {{new}}",
    f"{WHOLE['transfer']} --study {{unfinished}}",
    f"{WHOLE['transfer']} --study {{folder}} {{folder}}/.",
    f"{WHOLE['transfer']} --seeds 2 --seed 4294967295",
    "compare --task w-qcd --out {new}",
    "compare --task w-qcd --taggers , --out {new}",
    "compare --task w-qcd --taggers recnn,recnnn --out {new}",
    "compare --task w-qcd --taggers recnn,recnn --out {new}",
    "compare --task w-qcd --tagger {new}.py:A --out {new}",
    "compare --task w-qcd --tagger {text} --out {new}",
    *(f"compare --task w-qcd --tagger {{code}}:{name} --out {{new}}" for name in ("a", "b", "c")),
    "compare --task w-qcd --tagger {exits}:A --out {new}",
    "simulate --kind b --jets 3 --out {new}",
    "simulate --kind w --jets 0 --out {new}",
    f"{WHOLE['simulate']} --detector lhcb",
    f"{WHOLE['simulate']} --pt 700 500",
    f"{WHOLE['simulate']} --pt 500",
    f"{WHOLE['simulate']} --pt nan 500",
    f"{WHOLE['simulate']} --eta -1",
    f"{WHOLE['simulate']} --jets-per-shard 0",
    f"{WHOLE['simulate']} --workers -2",
    f"{WHOLE['simulate']} --setting A=1 --setting a=2",
    f"{WHOLE['simulate']} --out {{text}}",
    f"{WHOLE['simulate']} --out {{shards}}",
    "cluster --out {new}",
    "cluster {folder} {folder} --out {new}",
    "cluster {folder} {new} {text} --out {new}",
    "cluster {new} --out {new}",
    "cluster {text} --out {new}",
    f"{WHOLE['cluster']} --algorithm guess",
    "convert {new} --out {new}",
    "convert {folder} --out {new}",
    "convert {text} --format pdf --out {new}",
    "convert {text} --format jetnet --out {new}",
    "convert {empty} --out {new}",
    f"{WHOLE['convert']} --radius wide",
    f"{WHOLE['convert']} --radius nan",
    f"{WHOLE['convert']} --pt-min -5",
    *(f"{WHOLE['convert']} --columns {given}" for given in ("", "px", "px=a,px=b", "px=a,=b")),
    f"{WHOLE['convert']} --columns {MOMENTA}",
    f"convert {{text}}:tree --columns {MOMENTA} --out {{new}}",
    f"convert {{table}}:tree --columns {MOMENTA} --out {{new}}",
    "convert {table} --columns px=a,py=b,pz=c --out {new}",
    f"convert {{table}} --columns {MOMENTA},d0=no --out {{new}}",
    f"convert {{table}} --columns {MOMENTA},d0=n --out {{new}}",
    f"convert {{table}} --columns {MOMENTA},label=t --out {{new}}",
    f"convert {{table}} --columns {MOMENTA},weight=a --out {{new}}",
    f"convert {{table}} --columns {MOMENTA} --format jetclass --out {{new}}",
    f"convert {{table}} --columns {MOMENTA} --radius 0.8 --out {{new}}",
    f"convert {{table}} {{text}} --columns {MOMENTA} --out {{new}}",
    "convert {table} --out {new}",
    "convert {folder}/*.root --out {new}",
    # Tasks of one's own, and their jets.
    *(f"{WHOLE[name]} --task {{new}}.yaml" for name in (*OF_TASKS, "study")),
    *(f"{WHOLE['train']} --task {{{name}}}" for name in TASK_FILES),
    *(f"{WHOLE['study']} --task {{{name}}}" for name in ("one", "lost")),
    *(f"{WHOLE['train']} --task {name}" for name in ("w", "w-w", "-", "../w-qcd", "{folder}")),
    f"{WHOLE['study']} --task w-qcd --task w-qcd",
    f"{WHOLE['study']} --task {{fine}} --task w-qcd",
    f"{WHOLE['train']} --task {{fine}} --source {{folder}}",
    *(f"{WHOLE[name]} --source {{text}}" for name in (*OF_TASKS, "study")),
    *(f"{WHOLE[name]} --source {{folder}}" for name in (*OF_TASKS, "study")),
    f"{WHOLE['train']} --source {{unfinished}}",
    f"{WHOLE['convert']} --pt-min 200 --format recnn",
]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the invocations name."""
    import torch

    from pyg_jets.jobs import finished
    from pyg_jets.jobs.atomic import save_tensors

    root = tmp_path_factory.mktemp("places")
    names = ("new", "text", "empty", "folder", "unfinished", "shards", "code", "exits")
    places = {name: root / name for name in (*names, "older", "complex")}
    places["code"], places["exits"] = root / "code.py", root / "exits.py"
    places["text"].write_text("no jets\n")
    for name, task in {**TASK_FILES, "fine": "kinds: [w, qcd]"}.items():
        places[name] = root / f"{name}.yaml"
        places[name].write_text(task)
    places["table"] = root / "table.parquet"
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = {"a": [[1.0]], "b": [[0.0]], "c": [[0.0]], "e": [[1.0]], "n": [[1.0, 2.0]]}
    pq.write_table(pa.table({**columns, "t": ["word"]}), places["table"])
    places["empty"].touch()
    places["code"].write_text("a = 3\ndef b():\n    return [][0]\n")
    places["exits"].write_text("import sys\nsys.exit('bye')\n")
    for name in ("folder", "unfinished", "shards"):
        places[name].mkdir()
    finished.begin(places["unfinished"])
    (places["shards"] / "shard-00000.safetensors").touch()
    tagger = {"format": "pyg_jets.tagger", "tagger": "RecNN", "version": "0.0.1"}
    state = {"center": torch.zeros(7)}
    save_tensors(places["older"], state, {**tagger, "config": '{"colour": "red"}'})
    state = {"center": torch.zeros(7, dtype=torch.complex64)}
    save_tensors(places["complex"], state, {**tagger, "config": "{}"})
    return places


def _words(line: str, places: dict[str, Path]) -> list[str]:
    return [word.format(**places) for word in line.split(" ")] if line else []


def test_there_are_many() -> None:
    assert len(set(BAD)) == len(BAD) >= 150
    assert all(any(line.startswith(name) for line in BAD) for name in NAMES)


@pytest.mark.parametrize("line", BAD, ids=lambda line: line[:60].replace("/", ":"))
def test_one_line(line: str, places: dict[str, Path], capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(path for path in places["text"].parent.rglob("*"))
    try:
        code = main(_words(line, places))
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    out, err = capfd.readouterr()
    assert code in (1, 2), (out, err)
    assert out == ""
    (said,) = err.splitlines()
    assert said.startswith("pyg-jets: ")
    assert len(said) < 1000
    assert "PYG_JETS_TRACEBACK" not in said, said
    assert sorted(path for path in places["text"].parent.rglob("*")) == before


@pytest.mark.parametrize(
    "line", [BAD[1], WHOLE["convert"], "compare --task w-qcd --tagger {exits}:A --out {new}"]
)
def test_as_a_process(line: str, places: dict[str, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pyg_jets.cli", *_words(line, places)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode in (1, 2)
    assert len(done.stderr.splitlines()) == 1
