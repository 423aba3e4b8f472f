"""Everything stands in its task's section, in the order of the titles."""

from pyg_jets.report import Sentence, Table
from pyg_jets.report.section import Content, sections_of


def test_sections_are_the_overview_then_the_tasks() -> None:
    content = Content(sentences=[Sentence("s", "new")], tables=[Table("t", "", ["x"], [], "b")])
    sections = sections_of(content, {"a": "First", "b": "Second"})
    assert [(each.title, each.task) for each in sections] == [
        ("Overview", None),
        ("First", "a"),
        ("Second", "b"),
        ("new", "new"),
    ]
    assert [each.anchor for each in sections] == ["overview", "task-1", "task-2", "task-3"]
    assert [table.name for table in sections[2].content.tables] == ["t"]
    assert sections[3].content.sentences == [Sentence("s", "new")]


def test_common_tables_come_again_with_the_rows_of_each_task() -> None:
    common = Table("t", "", ["task", "x"], [["a", "1"], ["b", "2"], ["a", "3"]])
    content = Content(tables=[common, Table("own", "", ["x"], [["4"]], "a")])
    assert content.of(None).tables == [common]
    own, rows = content.of("a").tables
    assert (own.name, rows.name) == ("own", "t")
    assert rows.rows == [["1"], ["3"]]
    assert content.of("c").tables == []


def test_readers_see_titles_and_files_keep_names() -> None:
    table = Table("t", "", ["task", "x"], [["a-b", "1"], ["c-d", "2"]])
    said = Sentence("AUC: a-b 0.9 (a-b); see probes-a-b.md, a-b.csv and za-b, then a-b.")
    overview, _ = sections_of(Content([table], sentences=[said]), {"a-b": "A/B"})
    assert overview.content.tables[0].rows == [["A/B", "1"], ["c-d", "2"]]
    assert overview.content.sentences[0].text == (
        "AUC: A/B 0.9 (A/B); see probes-a-b.md, a-b.csv and za-b, then A/B."
    )
    assert table.rows[0][0] == "a-b"
