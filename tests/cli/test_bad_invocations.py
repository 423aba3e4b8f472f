"""Bad invocations of every command: one line on standard error, exit 1 or 2, nothing written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pyg_jets.cli import COMMANDS, main

NAMES = [module.__name__.rsplit(".", 1)[1] for module in COMMANDS]

WHOLE = {
    "study": "study --out {new}",
    "train": "train --task w-qcd --out {new}",
    "pretrain": "pretrain --out {new}",
    "saliency": "saliency --tagger recnn-w-qcd --task w-qcd --out {new}.png",
    "explain": "explain --tagger recnn-w-qcd --task w-qcd --out {new}",
    "robustness": "robustness --tagger recnn-w-qcd --task w-qcd --out {new}",
    "probe": "probe --task w-qcd --out {new}.md",
    "erase": "erase --task w-qcd --out {new}",
    "respond": "respond --task w-qcd --out {new}",
    "order": "order --task w-qcd --out {new}",
    "layers": "layers --out {new}.png",
    "transfer": "transfer --out {new}",
    "compare": "compare --task w-qcd --taggers recnn --out {new}",
    "benchmark": "benchmark --truths planted --taggers recnn --methods saliency --out {new}",
    "simulate": "simulate --kind w --jets 3 --out {new}",
    "cluster": "cluster {folder} --out {new}",
    "convert": "convert {text} --out {new}",
}
"""Invocations that lack nothing, to which something bad is added."""

USED = ("erase", "respond", "order")
SEEDED = [name for name in WHOLE if name not in ("cluster", "convert")]
OF_TASKS = ("train", "saliency", "explain", "robustness", "probe", "layers", "compare", *USED)
TRAINS = ("study", "train", "pretrain", "probe", "layers", "transfer", "compare", *USED)
TAKES_TAGGER = ("saliency", "explain", "robustness", *USED)
TO_FOLDERS = (
    *("study", "explain", "robustness", "compare", "benchmark", "simulate", "cluster"),
    *USED,
)
TO_FILES = ("train", "pretrain", "saliency", "probe", "layers", "convert")
LONG = "n" * 256
MOMENTA = "px=a,py=b,pz=c,E=e"
TASK_FILES = {
    "kind": (
        "kinds: [w, hbb]",
        r"kind.yaml': the kind 'hbb' must have 'jets', .* \(got none, .* sample has w, top, qcd",
    ),
    "one": ("kinds: [w]", r"the task 'w' must have two or more kinds, such as w-qcd \(got 1\)"),
    "list": ("[1, 2]", r"must have the keys name, kinds, algorithm, frame \(got \[1, 2\]\)"),
    "broken": ("kinds: [w, qcd", r"broken.yaml': it must be YAML \(got: while parsing"),
    "colour": ("kinds: [w, qcd]\ncolour: red", r"no keys but name, kinds, .*\(got 'colour'\)"),
    "lost": (
        "kinds: [w, {name: b, jets: nowhere}]",
        r"'jets' of the kind 'b' must be a file .*\(got '.*/nowhere', which does not exist\)",
    ),
    "none": ("kinds: [w, {name: b, jets: text}]", "/text' must be a file of a known format: aspen"),
    "alias": ("kinds: [w, &a qcd, *a]", r"have no aliases \(got one of what is in line 1\)"),
    "mass": (
        "kinds: [w, {name: qcd, mass: heavy}]",
        r"'mass' of the kind 'qcd' must be a number in GeV \(got 'heavy'\)",
    ),
}
"""What is wrong with each, and what is said of it."""

A_COMMAND = r"invalid choice: '{}' \(choose from 'study', 'train', .*\) \(usage: pyg-jets --help\)"
A_SEED = r"--seed: expected an integer from 0 to 2\^32 - 1 \(got '{}'\)"
A_POSITIVE = r"{}: expected a positive integer \(got '{}'\)"
A_TAGGER = r"a tagger must be one of cnn, efn, .*, jedi_net_summed \(got 'recnnn'\)"
A_FORMAT = "'format' must be one of aspen_open_jets, .*, umami"
A_TABLE = r"must be a table with a row for each jet \(ROOT, parquet or HDF5\), .*\(got: {}"
A_SOURCE = r"' must hold a file or a finished simulation '(w|top)' \(got {}\)"
A_NAME = r"a task's name must have letters, digits, .*\(got '{}'\)"
A_FOLDER = r"must be a folder \(got the file '.*/text'\)"
A_LENGTH = r"a name must have at most 255 bytes \(got 256 in 'nnnnn"
LAST_SEED = r"seeds must be at most 2\^32 - 1 \(got {} as the last one\): lower '--seed'"

BAD = {
    "": r"arguments are required: command \(usage: pyg-jets --help\)",
    "fly": A_COMMAND.format("fly"),
    "--seed 1": A_COMMAND.format("1"),
    "studdy --out {new}": A_COMMAND.format("studdy"),
    "Train --task w-qcd --out {new}": A_COMMAND.format("Train"),
    **{f"{line} --no-such-flag": r"unrecognized arguments: --no-such" for line in WHOLE.values()},
    **{
        name: rf"arguments are required: .* \(usage: pyg-jets {name} --help\)"
        for name in NAMES
        if name not in ("study", "transfer")
    },
    **{
        f"{WHOLE[name]} more": "unrecognized arguments: more"
        for name in SEEDED
        if name not in ("explain", "saliency")
    },
    **{
        f"{WHOLE[name]} --seed {seed}": A_SEED.format(seed)
        for name in SEEDED
        for seed in ("-1", "4294967296")
    },
    **{
        f"{WHOLE['train']} --seed {seed}": A_SEED.format(seed[:40])
        for seed in ("1.5", "x", "²", "1e3", "9" * 5000, "")
    },
    **{
        f"{WHOLE[name]} --task w-z": r"'task' must be kinds .* such as w-qcd, .*\(got 'w-z'\): othe"
        for name in OF_TASKS
    },
    "train --task W-QCD --out {new}": r"'task' must be kinds .* such as w-qcd, .*\(got 'W-QCD'\)",
    **{
        f"train --task {task} --out {{new}}": rf"'{task}' must have .*, such as w-qcd \(got 1\)"
        for task in ("w_qcd", "wqcd")
    },
    **{f"{WHOLE[name]} --epochs 0": A_POSITIVE.format("--epochs", 0) for name in TRAINS},
    **{
        f"{WHOLE[name]} --jets -5": A_POSITIVE.format("--jets", -5)
        for name in SEEDED
        if name != "saliency"
    },
    **{
        f"{WHOLE[name]} --jets 1": r"'train' must have jets of both labels 0 and 1 \(got labels \[1"
        for name in TRAINS
        if name not in ("study", "pretrain", "compare")
    },
    **{f"{WHOLE[name]} --source {{new}}": A_SOURCE.format("no such folder") for name in TRAINS},
    **{
        f"{WHOLE[name]} --source {{text}}": A_SOURCE.format("no such folder")
        for name in (*OF_TASKS, "study", "pretrain")
    },
    **{
        f"{WHOLE[name]} --source {{folder}}": A_SOURCE.format("neither")
        for name in (*OF_TASKS, "study", "pretrain")
    },
    f"{WHOLE['train']} --source {{unfinished}}": A_SOURCE.format("neither") + ": it has finished",
    **{
        f"{WHOLE[name]} --tagger {{{file}}}": words
        for name in TAKES_TAGGER
        for file, words in {
            "new": r"there is no tagger at '.*/new'; the package has recnn-quark-gluon, ",
            "text": r"/text' is no saved tagger, or truncated \(Error while deserializing header",
            "folder": r"/folder' must be a file with a tagger \(got a folder\)",
            "older": "unexpected .*'colour'.*: it was written by pyg_jets 0.0.1, .* train it again",
            "complex": r"/complex' must hold real numbers \(got complex ones\)",
        }.items()
    },
    **{f"{WHOLE[name]} --out {{text}}/out": A_FOLDER for name in TO_FOLDERS},
    **{f"{WHOLE[name]} --out {{text}}": A_FOLDER for name in TO_FOLDERS},
    **{
        f"{WHOLE[name]} --out /proc/out": r"'/proc/out' must be where files can be written \(got: "
        for name in (*TO_FOLDERS, "train", "pretrain", "convert")
    },
    **{f"{WHOLE[name]} --out {{folder}}/{LONG}": A_LENGTH for name in WHOLE if name != "layers"},
    **{
        f"{WHOLE[name]} --out {{folder}}/{LONG}/a.md": A_LENGTH
        for name in ("probe", "train", "transfer", "erase")
    },
    **{
        f"{WHOLE[name]} --out {{folder}}": r"/folder' must be a file \(got a folder\)"
        for name in TO_FILES
    },
    **{
        f"{WHOLE[name]} --out {{new}}/a.png": r"the folder of '.*/a.png' must exist \(got none\)"
        for name in ("saliency", "layers", "convert", "pretrain")
    },
    f"{WHOLE['saliency']} --out {{new}}.jpeg": r".png, .pdf or .svg, or .* \(got 'new.jpeg'\)",
    f"{WHOLE['layers']} --out {{new}}.jpeg": r"in .png, .pdf or .svg \(got 'new.jpeg'\)",
    f"{WHOLE['probe']} --out {{new}}.jpeg": r"must end in .md, .csv or .json \(got 'new.jpeg'\)",
    f"{WHOLE['transfer']} --out {{new}}.jpeg": r"a folder or a file in .md, .* \(got 'new.jpeg'\)",
    # What only one command, or a few, have.
    f"{WHOLE['study']} --config long": r"'long' \(choose from 'short', 'full'\)",
    f"{WHOLE['study']} --seeds 0": A_POSITIVE.format("--seeds", 0),
    **{
        f"{WHOLE[name]} --seeds 3 --seed 4294967295": LAST_SEED.format(4294967297)
        for name in ("study", "probe", "layers", "transfer", "compare", *USED)
    },
    f"{WHOLE['study']} --workers 0": A_POSITIVE.format("--workers", 0),
    f"{WHOLE['study']} --workers 1.5": A_POSITIVE.format("--workers", "1.5"),
    f"{WHOLE['study']} --jets 3": r"a study must have at least 356 jets of each part \(got 3\)",
    f"{WHOLE['study']} --columns px=a": r"'--columns' is for tables in '--source' \(got it without",
    f"{WHOLE['train']} --tagger recnnn": A_TAGGER,
    f"{WHOLE['train']} --frame moving": r"'moving' \(choose from 'jet', 'laboratory'\)",
    f"{WHOLE['pretrain']} --jets 1": r"'jets' must be at least 2 \(got 1\)",
    f"{WHOLE['pretrain']} --method contrastiv": r"choose from 'contrastive', 'autoencoder', 'maske",
    f"{WHOLE['pretrain']} --tagger recnnn": A_TAGGER,
    f"{WHOLE['pretrain']} --labels 0": A_POSITIVE.format("--labels", 0),
    **{f"{WHOLE[name]} --network recnnn": A_TAGGER for name in USED},
    **{
        f"{WHOLE[name]} --tagger recnn-w-qcd {more}": r"are for trainings \(got one with '--tagger'"
        for name in USED
        for more in ("--epochs 3", "--network lundnet")
    },
    **{
        f"{WHOLE[name]} --target w": r"'--target' is for a '--tagger' \(got 'w' without one\): what"
        for name in ("probe", *USED)
    },
    **{
        f"{WHOLE[name]} --tagger recnn-w-qcd --target {target}": rf"0 \(qcd\), 1 \(w\) \(got {got}"
        for name in ("probe", *USED)
        for target, got in {"zz": "'zz'", "w:w": r"\('w', 'w'\)", ":": "''"}.items()
    },
    f"{WHOLE['saliency']} --shards {{folder}}": "--shards: not allowed with argument --task",
    **{
        f"saliency --tagger recnn-w-qcd --shards {{{place}}} --out {{new}}.png": words
        for place, words in {
            "new": r"/new' must be a folder of shards \(got none in it\)",
            "folder": r"/folder' must be a folder of shards \(got none in it\)",
            "unfinished": r"must be finished \(got what an .*: run again what writes it, such as '",
        }.items()
    },
    "saliency --tagger recnn-w-qcd --shards {folder} --source {folder} --out {new}.png": (
        r"'--source' is for '--task' \(got it with '--shards', which has the jets\)"
    ),
    **{
        f"{WHOLE['saliency']} {given}": r"are for '--shards' \(got them with '--task'\)"
        for given in ("--workers 2", "--scheduler tcp://127.0.0.1:9")
    },
    f"{WHOLE['saliency']} --fold most": r"'most' \(choose from 'sum', 'mean', 'max'\)",
    f"{WHOLE['saliency']} --fold sum sum": r"'--fold' must list different ones \(got 'sum' 2 times",
    f"{WHOLE['saliency']} --fold sum max": r"for taggers with .* only \(got RecNN\): give one",
    f"{WHOLE['explain']} --method guessing": r"methods for a RecNN must be some of saliency, ",
    f"{WHOLE['explain']} --method saliency saliency": r"'--method' .* \(got 'saliency' 2 times\)",
    f"{WHOLE['explain']} --nulls 1": r"--nulls: expected an integer from 2 on \(got '1'\)",
    f"{WHOLE['explain']} --jets 0": A_POSITIVE.format("--jets", 0),
    **{
        f"{WHOLE['robustness']} --radius {radius}": rf"above 0 and at most pi \(got {float(radius)}"
        for radius in ("nan", "-1", "0", "inf", "3.2")
    },
    f"{WHOLE['robustness']} --radius wide": r"--radius: invalid float value: 'wide' \(usage: ",
    f"{WHOLE['robustness']} --jets 1": r"must hold both classes \(got 1 signal and 0 background",
    f"{WHOLE['probe']} --tagger recnn-w-qcd --epochs 2": r"'--epochs' is for trainings \(got it wi",
    f"{WHOLE['probe']} --tagger recnn-w-qcd --layer no.such": r"be one of head, head.0, .*'no.such",
    **{f"{WHOLE[name]} --seeds 0": A_POSITIVE.format("--seeds", 0) for name in ("probe", *USED)},
    f"{WHOLE['layers']} --seeds many": A_POSITIVE.format("--seeds", "many"),
    f"{WHOLE['transfer']} --study {{folder}}": r"no study in '.*/folder' \(no results.json\)",
    f"{WHOLE['transfer']} --study {{new}}": r"there is no study in '.*/new' \(no results.json\)",
    f"{WHOLE['transfer']} --study {{unfinished}}": r"must be finished .*: run the study again",
    f"{WHOLE['transfer']} --study {{folder}} {{folder}}/.": r"'--study' must .*/folder' 2 times\)",
    "compare --task w-qcd --out {new}": r"\(got none\): give --taggers or --tagger",
    "compare --task w-qcd --taggers , --out {new}": r"\(got none\): give --taggers or --tagger",
    "compare --task w-qcd --taggers recnn,recnnn --out {new}": A_TAGGER,
    "compare --task w-qcd --taggers recnn,recnn --out {new}": r"names \(got 'RecNN' 2 times\)",
    f"{WHOLE['compare']} --jets 1": r"must hold both classes \(got 1 signal and 0 background jets",
    "compare --task w-qcd --tagger {new}.py:A --out {new}": r"FILE.py:NAME with a file that exists",
    "compare --task w-qcd --tagger {text} --out {new}": r"FILE.py:NAME with .*\(got '.*/text'\)",
    **{
        f"compare --task w-qcd --tagger {{code}}:{name} --out {{new}}": (
            rf"code.py' must define '{name}', which makes a tagger \(got: {error}"
        )
        for name, error in {"a": "TypeError", "b": "IndexError", "c": "AttributeError"}.items()
    },
    "compare --task w-qcd --tagger {exits}:A --out {new}": r"makes a tagger \(got: SystemExit\('by",
    "simulate --kind b --jets 3 --out {new}": r"'kind' must be one of w, top, .*\(got 'b'\): for a",
    "simulate --kind w --jets 0 --out {new}": A_POSITIVE.format("--jets", 0),
    f"{WHOLE['simulate']} --jets 1e3": A_POSITIVE.format("--jets", "1e3"),
    f"{WHOLE['simulate']} --detector lhcb": r"one of none, cms, atlas, delphes \(got 'lhcb'\)",
    f"{WHOLE['simulate']} --pt 500": "--pt: expected 2 arguments",
    **{
        f"{WHOLE['simulate']} --pt {low} {high}": (
            rf"must be two momenta 1.25 <= low < high in GeV \(got {float(low)}, {float(high)}\)"
        )
        for low, high in (("700", "500"), ("nan", "500"), ("0", "0"), ("inf", "inf"))
    },
    f"{WHOLE['simulate']} --eta -1": r"'eta_max' must be positive \(got -1.0\)",
    f"{WHOLE['simulate']} --jets-per-shard 0": A_POSITIVE.format("--jets-per-shard", 0),
    f"{WHOLE['simulate']} --workers -2": A_POSITIVE.format("--workers", -2),
    f"{WHOLE['simulate']} --setting A=1 --setting a=2": r"'--setting' .* \(got 'a' 2 times\)",
    f"{WHOLE['simulate']} --out {{shards}}": r"must be empty or .*other shards\): choose another",
    "cluster --out {new}": "arguments are required: FOLDER",
    "cluster {folder} {folder} --out {new}": r"'FOLDER' must list different ones \(got .* 2 times",
    "cluster {folder} {new} {text} --out {new}": r"one or two folders .* first \(got 3\)",
    "cluster {new} --out {new}": r"/new' must hold a campaign \(got no manifest.json\)",
    "cluster {text} --out {new}": r"/text' must hold a campaign \(got no manifest.json\)",
    f"{WHOLE['cluster']} --algorithm guess": r"'guess' \(choose from 'cambridge_aachen', 'kt', ",
    "convert {new} --out {new}": "No such file or directory: '.*/new'",
    "convert {folder} --out {new}": "Is a directory: '.*/folder'",
    "convert {pipe} --out {new}": r"/pipe' must be a file \(got a pipe, a socket or a device\)",
    "convert {text} --format pdf --out {new}": A_FORMAT + r" \(got 'pdf'\)",
    "convert {text} --format jetnet --out {new}": r"must be a JetNet file \(HDF5\), whole .*\(got:",
    "convert {empty} --out {new}": "/empty' must be a file of a known format: .* name the format",
    f"{WHOLE['convert']} --radius wide": "--radius: invalid float value: 'wide'",
    **{
        f"{WHOLE['convert']} --radius {radius}": rf"must lie between 0 and 10 \(got {float(radius)}"
        for radius in ("nan", "0", "-1")
    },
    **{
        f"{WHOLE['convert']} --pt-min {cut}": rf"'pt_min' of a jet finder must .*\(got {float(cut)}"
        for cut in ("-5", "nan")
    },
    **{
        f"{WHOLE['convert']} --columns {given}": rf"--columns: expected {wanted} \(got '{given}'\)"
        for given, wanted in {
            "": "name=column,...",
            "px": "name=column,...",
            "px=a,=b": "name=column,...",
            "px=a,px=b": "each name once",
        }.items()
    },
    f"{WHOLE['convert']} --columns {MOMENTA}": A_TABLE.format("a file that is neither ROOT"),
    f"convert {{text}}:tree --columns {MOMENTA} --out {{new}}": A_TABLE.format(
        "a file that is nei"
    ),
    f"convert {{table}}:tree --columns {MOMENTA} --out {{new}}": A_TABLE.format(
        "parquet has no tab"
    ),
    "convert {table} --columns px=a,py=b,pz=c --out {new}": r"fields E or mass \(got px, py, pz\)",
    f"convert {{table}} --columns {MOMENTA},d0=no --out {{new}}": A_TABLE.format(
        r"no column no; there are a, b, c, e, n, t\)"
    ),
    f"convert {{table}} --columns {MOMENTA},d0=n --out {{new}}": A_TABLE.format(
        r"column n has other lengths than a\)"
    ),
    f"convert {{table}} --columns {MOMENTA},label=t --out {{new}}": A_TABLE.format(
        r"column t must hold numbers or lists of numbers \(got other things\)"
    ),
    f"convert {{table}} --columns {MOMENTA},weight=a --out {{new}}": r"'a' for px, weight\)",
    f"convert {{table}} --columns {MOMENTA} --format jetclass --out {{new}}": "'format' must be le",
    f"convert {{table}} --columns {MOMENTA} --radius 0.8 --out {{new}}": "'finder' must be left ou",
    f"convert {{table}} {{text}} --columns {MOMENTA} --out {{new}}": A_TABLE.format(
        "a file that is"
    ),
    "convert {table} --out {new}": r"/table.parquet' must be a file of a known format: .* fits non",
    "convert {folder}/*.root --out {new}": r"no file fits the pattern '.*/folder/\*.root'",
    f"{WHOLE['convert']} --pt-min 200 --format recnn": r"for formats of events \(got a file of jet",
    # Tasks of one's own, and their jets.
    **{
        f"{WHOLE[name]} --task {{new}}.yaml": r"file '.*/new.yaml': it must exist \(got no such fil"
        for name in (*OF_TASKS, "study")
    },
    **{f"{WHOLE['train']} --task {{{name}}}": words for name, (_, words) in TASK_FILES.items()},
    **{f"{WHOLE['study']} --task {{{name}}}": TASK_FILES[name][1] for name in ("one", "lost")},
    f"{WHOLE['train']} --task w": r"the task 'w' must have two or more kinds, .*\(got 1\)",
    f"{WHOLE['train']} --task w-w": r"the task 'w-w' must have different kinds \(got 'w' twice\)",
    f"{WHOLE['train']} --task -": A_NAME.format("-"),
    f"{WHOLE['train']} --task ../w-qcd": A_NAME.format("../w-qcd"),
    f"{WHOLE['train']} --task {{folder}}": A_NAME.format(".*/folder"),
    f"{WHOLE['study']} --task w-qcd --task w-qcd": r"'--task' must .*\(got 'w-qcd' 2 times\)",
    f"{WHOLE['study']} --task {{fine}} --task w-qcd": r"2 times\): a task file may have a 'name'",
    f"{WHOLE['train']} --task {{fine}} --source {{folder}}": r"'source' is for tasks by their name",
}
"""Invocation -> what its line says: what is expected, and what was given."""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the invocations name."""
    import torch

    from pyg_jets.jobs import finished
    from pyg_jets.jobs.atomic import save_tensors

    root = tmp_path_factory.mktemp("places")
    names = ("new", "text", "empty", "folder", "unfinished", "shards", "code", "exits", "pipe")
    places = {name: root / name for name in (*names, "older", "complex")}
    places["code"], places["exits"] = root / "code.py", root / "exits.py"
    places["text"].write_text("no jets\n")
    os.mkfifo(places["pipe"])
    for name, (task, _) in {**TASK_FILES, "fine": ("kinds: [w, qcd]", "")}.items():
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
    assert len(BAD) >= 150
    for name in NAMES:
        assert sum(line.startswith(f"{name} ") for line in BAD) >= 5, name


@pytest.mark.parametrize("line", BAD, ids=lambda line: line[:60].replace("/", ":"))
def test_one_line(line: str, places: dict[str, Path], capfd: pytest.CaptureFixture[str]) -> None:
    """The right one, whatever the invocation lacks."""
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
    assert re.search(BAD[line], said), said
    assert sorted(path for path in places["text"].parent.rglob("*")) == before


@pytest.mark.parametrize(
    "line", ["fly", WHOLE["convert"], "compare --task w-qcd --tagger {exits}:A --out {new}"]
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
