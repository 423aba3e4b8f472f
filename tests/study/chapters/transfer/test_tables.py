"""The table of transfers: the paper's order, means and spreads by hand, all numbers in the JSON."""

import json

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.chapters.transfer.tables import transfer_numbers, transfer_table


def _transfer(source: str, target: str, seed: int, base: float, frozen: float) -> Transfer:
    def auc(value: float) -> Estimate:
        return Estimate(value, value - 0.01, value + 0.01)

    return Transfer(source, target, seed, auc(base), auc(frozen), auc(0.7), auc(0.96))


ONE = [
    _transfer("w-qcd", "w-qcd", 0, 0.95, 0.94),
    _transfer("top-qcd", "w-qcd", 0, 0.95, 0.9),
    _transfer("w-qcd", "top-qcd", 0, 0.93, 0.88),
]


def test_pairs_stand_in_the_papers_order_beside_its_numbers() -> None:
    table = transfer_table(ONE)
    assert [row[0] for row in table.rows] == [
        "w-qcd → top-qcd",
        "top-qcd → w-qcd",
        "w-qcd → w-qcd",
    ]
    row = dict(zip(table.header, table.rows[1], strict=True))
    assert row["base AUC"] == "0.950 [0.940, 0.960]"
    assert row["transfer AUC"] == "0.900 [0.890, 0.910]"
    assert row["loss"] == "0.050"
    assert (row["base (paper)"], row["transfer (paper)"], row["loss (paper)"]) == (
        "0.957",
        "0.911",
        "0.046",
    )
    assert table.rows[2][-2:] == ["–", "–"]
    assert "seeds" not in table.caption


def test_seeds_are_averaged_and_their_spread_is_given() -> None:
    two = [*ONE, _transfer("w-qcd", "top-qcd", 1, 0.95, 0.86)]
    row = transfer_table(two).rows[0]
    assert row[1] == "0.94 [0.91, 0.97] ± 0.01"  # |0.93 - 0.95| / sqrt 2, and 2.25 times that
    assert row[3] == "0.070 ± 0.028"
    assert "means of 2 trainings;" in transfer_table(two).caption


def test_the_caption_leaves_verdicts_to_the_claims() -> None:
    three = [*ONE, _transfer("quark-gluon", "top-qcd", 0, 0.93, 0.91)]
    caption = transfer_table(three).caption
    assert "is above" not in caption
    assert caption.endswith("stands in the table of claims of a full study.")


def test_no_loss_has_no_sign() -> None:
    row = transfer_table([_transfer("w-qcd", "top-qcd", 0, 0.93, 0.9302)]).rows[0]
    assert row[3] == "0.000"


def test_every_number_is_there_for_machines() -> None:
    first, *_ = json.loads(json.dumps(transfer_numbers(ONE)))
    assert (first["source"], first["target"], first["seed"]) == ("w-qcd", "w-qcd", 0)
    for column, value in (("base", 0.95), ("frozen", 0.94), ("untrained", 0.7)):
        assert first[f"{column}_auc"] == value
        assert len(first[f"{column}_auc_interval"]) == 2
    assert first["fine_tuned_auc"] == 0.96
    assert (first["base_auc_paper"], first["frozen_auc_paper"]) == (0.957, None)
