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
