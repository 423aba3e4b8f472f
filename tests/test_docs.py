"""The pages and README say what is true: their code runs, their commands and files exist."""

import doctest
import os
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

import pyg_jets
from pyg_jets import Constituents
from pyg_jets.cli import _parser
from tests.attributed import made
from tests.weaver_files import write_weaver_files
from tests.written import expected

ROOT = Path(__file__).parents[1]
README, GUIDE = ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md"
DOCS = ROOT / "docs"
PAGES = [README, *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("adding/*.md"))]
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SMALLER = (
    (r"cluster\(part\) for part in", r"cluster(part[:: len(part) // 400]) for part in"),
    (r"epochs=\d+", "epochs=1, progress=False"),
    (r"progress=False, seed=0, progress=False", "progress=False, seed=0"),
    (r'simulate\((\s*)"w", 1000', r'simulate(\1"w", 5'),
    (r"\[:200\]", "[:60]"),
    (r"cluster\(sample\(([^)]+)\)\)", r"cluster(sample(\1)[:600])"),
    (r"cluster\(part\[::4\]\)", r"cluster(part[::10])"),
)
"""What the pages show takes minutes; with these it takes seconds, and is the same code."""


def fences(page: Path) -> list[tuple[str, str]]:
    """Languages and texts of the blocks of code."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def smaller(code: str) -> str:
    """The same code on fewer jets."""
    for pattern, replacement in SMALLER:
        code = re.sub(pattern, replacement, code)
    return code


def run(page: Path) -> dict[str, Any]:
    """All Python of a page from top to bottom, as a reader would type it; what it defines."""
    names: dict[str, Any] = {"__name__": page.stem}
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    for number, (language, code) in enumerate(fences(page)):
        if language == "python":
            exec(compile(smaller(code), f"{page.name}, block {number}", "exec"), names)
        elif language == "pycon":
            test = parser.get_doctest(code, names, f"{page.name}, block {number}", None, None)
            complaints: list[str] = []
            runner.run(test, out=complaints.append, clear_globs=False)
            assert not complaints, "".join(complaints)
            names = test.globs
    return names


WITH_CODE = [page for page in PAGES if {"python", "pycon"} & dict(fences(page)).keys()]


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_code_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "simulate(" in page.read_text(encoding="utf-8"):
        pytest.importorskip("pythia8mc")
    monkeypatch.chdir(tmp_path)
    if "from_weaver(" in page.read_text(encoding="utf-8"):
        write_weaver_files(tmp_path)
    with torch.random.fork_rng():
        run(page)


def commands(page: Path) -> list[str]:
    """Lines that are typed into a shell."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8")).replace("\n", " ")
    blocks = [code for language, code in fences(page) if language in ("console", "")]
    lines = [line.removeprefix("$ ") for code in blocks for line in code.splitlines()]
    return lines + re.findall(r"`((?:pyg-jets|python|make) [^`]+)`", prose)


@pytest.mark.parametrize("page", [*PAGES, GUIDE], ids=lambda page: page.stem)
def test_commands_exist(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in commands(page):
        program, *words = shlex.split(line.split(" #")[0])
        if program == "make":
            assert [word for word in words if "=" not in word and word not in targets] == []
        elif program == "python":
            assert_is_script(words)
        elif program == "pyg-jets" and "COMMAND" not in words:
            assert_is_command(words)


def assert_is_script(words: list[str]) -> None:
    """A script of the repository, with flags that it knows."""
    place = f"{words[1].replace('.', '/')}.py" if words[0] == "-m" else words[0]
    script = ROOT / place
    assert script.exists(), f"there is no {place}"
    for flag in (word for word in words if word.startswith("--")):
        assert f'"{flag}"' in script.read_text(), f"{words[0]} has no {flag}"


def assert_is_command(words: list[str]) -> None:
    """A command with flags that it knows; what is only named need not be complete."""
    subparsers = next(a for a in _parser()._actions if a.dest == "command")
    assert isinstance(subparsers.choices, dict)
    if words == ["--help"]:
        return
    known = subparsers.choices[words[0]]
    for flag in (word for word in words if word.startswith("--")):
        assert flag in known._option_string_actions, f"pyg-jets {words[0]} has no {flag}"


@pytest.mark.parametrize("page", [*PAGES, GUIDE], ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    made = {"api/commands.md"}
    local = [link for link in links if "://" not in link and link not in made]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_page_is_reached_from_the_first() -> None:
    first = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = [page.relative_to(DOCS).with_suffix("") for page in PAGES[1:]]
    assert [page for page in pages if str(page) != "index" and f"\n{page}\n" not in first] == []


def test_the_pages_keep_to_the_smaller_settings() -> None:
    everything = "".join(page.read_text() for page in PAGES)
    for pattern, _ in SMALLER[:2]:
        assert re.search(pattern, everything), f"{pattern} is nowhere: mend SMALLER"


def test_the_citation_is_of_this_version() -> None:
    yaml = pytest.importorskip("yaml")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == pyg_jets.__version__
    assert all(
        author.keys() in ({"name"}, {"given-names", "family-names"})
        for each in (citation, *citation["references"])
        for author in each["authors"]
    )


def rows(page: Path) -> list[dict[str, str]]:
    """Rows of a page's tables, by the titles of their columns."""
    split = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    rules = [number for number, cells in enumerate(split) if set("".join(cells)) <= set("-: ")]
    ends = [*(number - 1 for number in rules[1:]), len(split)]
    return [
        dict(zip(split[rule - 1], cells, strict=True))
        for rule, end in zip(rules, ends, strict=True)
        for cells in split[rule + 1 : end]
    ]


def test_the_front_page_has_the_numbers_of_the_study() -> None:
    printed = {row["task"]: row for row in rows(DOCS / "results" / "bundled" / "performance.md")}
    shown = [row for row in rows(README) if row.get("task") in printed]
    assert len(shown) == 3
    for row in shown:
        assert row.items() <= printed[row["task"]].items()


@pytest.mark.parametrize(
    ("page", "table", "words"),
    [
        (
            README,
            "bundled/claims.md",
            "{} claims that these jets can test, [{} hold, {} do not, {}",
        ),
        (DOCS / "results.md", "bundled/claims.md", "of {} claims 15 have"),
        (DOCS / "results.md", "claims.md", "Of {} tests of claims {} hold, {} do not, {} are"),
    ],
    ids=["README", "bundled", "full"],
)
def test_claims_are_counted_as_the_table_has_them(page: Path, table: str, words: str) -> None:
    verdicts = [row["verdict"] for row in rows(DOCS / "results" / table)]
    counts = [verdicts.count(word) for word in ("holds", "does not hold", "not decided")]
    assert sum(counts) == len(verdicts) > 0
    text = " ".join(page.read_text(encoding="utf-8").split())
    assert words.format(len(verdicts), *counts) in text


def test_the_front_page_is_short() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.encode()) <= 7000
    assert len(text.splitlines()) <= 120


def test_no_page_names_a_folder_of_one_machine() -> None:
    assert os.sep in str(ROOT)
    assert [page.name for page in PAGES if re.search(r"/(tmp|work|home)/", page.read_text())] == []


def test_the_observable_passes_the_contract(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pyg_jets import observables
    from tests.contracts import test_observables as contract

    name = "hardest_share"
    function = first_block("observable", monkeypatch, tmp_path)[name]
    monkeypatch.setattr(observables, name, function, raising=False)
    assert contract.is_observable(function)
    contract.test_one_float64_value_per_jet(name, {})
    contract.test_a_batch_equals_its_jets_one_by_one(name, {})
    contract.test_clustered_jets_give_the_same(name, {})
    for move in (contract.turn, contract.boost):
        contract.test_turns_and_boosts_about_the_beam_change_nothing(name, {}, move)
    contract.test_one_particle_is_a_jet(name, {})
    contract.test_soft_and_collinear_emissions_change_only_the_unsafe(name, {})


@pytest.mark.parametrize("kind", ["RecNN", "gated", "FCN", "LundNet", "GCN on the tree"])
def test_the_method_passes_the_contract(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, toy_jets: Constituents
) -> None:
    from tests.contracts import test_attributions as contract

    method = first_block("method", monkeypatch, tmp_path)["gradient_share"]
    for asked in (
        contract.test_one_number_per_node_and_no_trace,
        contract.test_a_jet_alone_equals_the_jet_in_a_batch,
        contract.test_no_trace_after_an_exception,
        contract.test_no_trace_after_jets_that_are_refused,
    ):
        asked(contract.Case(method, made(kind, toy_jets), toy_jets))


def test_the_format_passes_the_contract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from pyg_jets.datasets import formats
    from tests.contracts import test_formats as contract

    text = ModuleType("pyg_jets.datasets.formats.text")
    vars(text).update(first_block("format", monkeypatch, tmp_path))
    monkeypatch.setattr(formats, "text", text, raising=False)
    monkeypatch.setattr(formats, "__all__", [*formats.__all__, "text"])
    write_text(tmp_path / "jets")
    contract.test_recognises_its_own_files_and_no_others("text", "jets", tmp_path)
    contract.test_recognises_neither_noise_nor_nothing("text", tmp_path)
    contract.test_reads_by_content_and_by_name("text", "jets", tmp_path)
    for size in (1, 5, 100):
        contract.test_pieces_are_the_whole("text", "jets", size, tmp_path)


def write_text(path: Path) -> None:
    """The jets of the other formats' files as the page's text."""
    jets = expected()
    jet = torch.repeat_interleave(torch.arange(len(jets)), jets.ptr.diff())
    rows = zip(jet.tolist(), jets.p4.tolist(), strict=True)
    lines = (" ".join(map(repr, (number, *p4))) for number, p4 in rows)
    path.write_text("\n".join(("# jet px py pz E", *lines)))


def first_block(page: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, Any]:
    """What the first block of Python on a page defines."""
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"__name__": page}
    code = next(
        code for language, code in fences(DOCS / "adding" / f"{page}.md") if language == "python"
    )
    exec(compile(code, page, "exec"), names)
    return names
