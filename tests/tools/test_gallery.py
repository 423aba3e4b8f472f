"""The gallery shows what its lines draw, and nothing else."""

import re
from pathlib import Path

from tools.gallery import PAGE, blocks


def test_each_block_draws_the_figure_below_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"\]\(gallery/(.+?)\)", text)
    drawn = [re.findall(r'savefig\("(.+?)"\)', code) for code in blocks()]
    assert [name for (name,) in drawn] == shown[: len(drawn)]
    assert shown[len(drawn) :] == ["a_jet.png"]
    folder = PAGE.parent / "gallery"
    assert {path.name for path in folder.iterdir()} == set(shown)


def test_blocks_stand_alone() -> None:
    """Each imports what it uses, in few lines."""
    for code in blocks():
        imported = set(re.findall(r"import (.+)", code))
        assert imported
        assert len(code.splitlines()) <= 18
        compile(code, "block", "exec")


def test_a_page_without_blocks(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("```console\n$ make\n```\n")
    assert blocks(tmp_path / "page.md") == []
