"""The paper's numbers, against its own text where that is at hand."""

from pathlib import Path

import pytest

from pyg_jets.study.published import BASE_AUC, PROBE_R2, TRANSFER_AUC

PAPER = Path(__file__).parents[2].parent / "shared" / "paper.txt"


def test_published_values_stand_in_the_paper() -> None:
    if not PAPER.exists():
        pytest.skip("the paper's text is not beside the checkout")
    text = PAPER.read_text()
    table_1 = text[text.index("Jet Observables") : text.index("Table 1: R2 scores")]
    for row in PROBE_R2.values():
        assert "\t".join(f"{value:.2f}" for value in row.values()) in table_1
    for auc in BASE_AUC.values():
        assert str(auc) in text
    table_2 = text[text.index("Base AUC\t") : text.index("Table 2:")]
    for (_, target), auc in TRANSFER_AUC.items():
        assert f"{BASE_AUC[target]}\t{auc}\n" in table_2
