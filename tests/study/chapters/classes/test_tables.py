"""Tables of classes have the numbers of the reading."""

from pyg_jets.study.chapters.classes.measure import OfClasses
from pyg_jets.study.chapters.classes.tables import class_table, confusion_table, pair_table
from pyg_jets.study.numbers import cell


def test_a_row_for_each_class(read: OfClasses) -> None:
    table = class_table(read, 1)
    assert [row[0] for row in table.rows] == ["W", "Top", "QCD", "mean of all"]
    assert table.rows[1][1] == cell(read.numbers["auc_top"])
    assert table.rows[3][1] == cell(read.numbers["macro_auc"])


def test_pairs_stand_above_the_diagonal(read: OfClasses) -> None:
    rows = pair_table(read, 1).rows
    assert rows[0][3] == cell(read.numbers["auc_w:qcd"])
    assert [rows[k][1 + j] for k in range(3) for j in range(k + 1)] == [""] * 6


def test_confusion_has_a_share_for_each(read: OfClasses) -> None:
    table = confusion_table(read, 1)
    assert table.name == "confusion-w-top-qcd"
    assert table.rows[2][1:] == [cell(share) for share in read.confusion[2]]
