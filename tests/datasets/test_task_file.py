"""A task in YAML: what it may say, and a sentence for everything else."""

from pathlib import Path

import pytest

from pyg_jets import Kind, Task
from pyg_jets.datasets import sample

WHOLE = """
name: bottoms
algorithm: kt
frame: laboratory
kinds:
  - name: h-bb
    title: Higgs to bottoms
    mass: 125
    jets: jets/hbb.safetensors
    label: 1
  - qcd
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "jets").mkdir()
    sample("qcd")[:30].with_label(1).save(tmp_path / "jets" / "hbb.safetensors")
    return tmp_path


def _write(folder: Path, text: str) -> Path:
    path = folder / "task.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_it_may_say(folder: Path) -> None:
    task = Task.from_file(_write(folder, WHOLE))
    path = folder / "jets" / "hbb.safetensors"
    higgs = Kind("h-bb", "Higgs to bottoms", 125, path, 1)
    assert task == Task("bottoms", [higgs, Kind("qcd")], "kt", "laboratory")
    assert task.title == "Higgs to bottoms/QCD"
    assert task.files == [path]


def test_the_least(tmp_path: Path) -> None:
    path = _write(tmp_path, "kinds: [w, name: gluon]")
    assert Task.from_file(str(path)) == Task.named("w-gluon")


LAUGHS = "\n".join(f"{i}: &a{i} [{','.join(9 * [f'*a{i - 1}'])}]" for i in range(1, 9))
LAUGHS = f"kinds: [w, qcd]\n0: &a0 [{','.join(9 * 'x')}]\n{LAUGHS}\nname: *a8\n"
"""A billion words in 300 letters."""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kinds: [w, qcd]\ntitle: mine", r"no keys but name, kinds, .* \(got 'title'\)"),
        (
            "kinds: [w, {name: qcd, file: a}]",
            r": the kind 'qcd' must have no keys but name, title, mass, jets, label, columns "
            r"\(got 'file'\)$",
        ),
        ("kinds: [w, hbb]", r"'hbb' must have 'jets', .* sample has w, top, qcd, quark, gluon"),
        ("kinds: [w, w]", r"'w-w' must have different kinds \(got 'w' twice\)"),
        ("kinds: [w]", r"'w' must have two or more kinds, .* \(got 1\)"),
        ("kinds: []", r"the task '' must have two or more kinds, .* \(got 0\)"),
        ("kinds: [w, qcd]\nalgorithm: durham", r"'algorithm' .* or one of kt, .* \(got 'durham'"),
        ("kinds: [w, qcd]\nframe: rest", r"'frame' .* one of jet, laboratory \(got 'rest'\)"),
        ("kinds: [w, {name: qcd, mass: -1}]", "'mass' of the kind 'qcd' must be positive"),
        ("kinds: [w, qcd]\nname: a/b", "a task's name must have letters"),
        ("kinds: [w, qcd]\nkinds: [top, qcd]", r"there once \(got 'kinds' twice, line 1\)"),
        ("kinds:\n- w\n- name: qcd\n  mass: 1\n  mass: 2", r"\(got 'mass' twice, line 3\)"),
        ("kinds: [w, qcd", r"it must be YAML \(got: while parsing"),
        ("kinds: &a [w, *a]", r"must have no aliases \(got one of what is in line 1\)"),
        (LAUGHS, r"must have no aliases \(got one of what is in line 2\)"),
        ("[" * 1500, r"it must be YAML \(got: .*recursion"),
    ],
)
def test_what_it_must_not_say(text: str, words: str, tmp_path: Path) -> None:
    path = _write(tmp_path, text)
    with pytest.raises((ValueError, TypeError), match=words) as refused:
        Task.from_file(path)
    assert str(refused.value).startswith(f"task file '{path}': ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"it must have the keys name, kinds, algorithm, frame \(got None\)"),
        ("- w", r"it must have the keys .* \(got \['w'\]\)"),
        ("name: w-qcd", r"'kinds' must be a list of two or more kinds \(got None\)"),
        ("kinds: {w: 1, qcd: 0}", r"'kinds' must be a list .* \(got \{'qcd': 0, 'w': 1\}\)"),
        ("kinds: [w, no]", r"a kind must be a name, or have the key 'name' \(got False\)"),
        ("kinds: [w, {title: QCD}]", r"a kind must be a name, or have the key 'name'"),
        ("kinds: [w, {name: no}]", r"must be text \(got False\): in a task file, put it in quotes"),
        ("kinds: [w, {name: qcd, mass: 1e2 GeV}]", r"a number in GeV \(got '1e2 GeV'\)"),
        ("kinds: [w, {name: qcd, jets: 3}]", "'jets' of the kind 'qcd' must be Constituents or"),
        ("name: 5\nkinds: [w, qcd]", r"a task's name must be text \(got 5\)"),
    ],
)
def test_other_types(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=words):
        Task.from_file(_write(tmp_path, text))


def test_files_that_are_not_there(folder: Path, tmp_path: Path) -> None:
    (folder / "jets" / "hbb.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match=r"task.yaml': 'jets' of the kind 'h-bb' must be"):
        Task.from_file(_write(folder, WHOLE))
    with pytest.raises(FileNotFoundError, match=r"none.yaml': it must exist"):
        Task.from_file(tmp_path / "none.yaml")


def test_no_text(tmp_path: Path) -> None:
    path = tmp_path / "task.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"it must be YAML \(got: .*decode"):
        Task.from_file(path)
