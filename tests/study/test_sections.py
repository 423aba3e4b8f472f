"""What is trained first: every cell with every seed, on the first kind of trees."""

from pyg_jets.study import StudyConfig
from pyg_jets.study.plan import Findings, Plan
from pyg_jets.study.sections import train
from pyg_jets.study.stages import Stages

TWO_CELLS = StudyConfig(seeds=2, epochs=1, cells=("simple", "gated"), algorithms=("kt", "desc_pt"))


def test_every_cell_and_seed_is_trained() -> None:
    on = {"jets": 60, "source": None}
    plan = Plan(TWO_CELLS, Stages(None, progress=False), ["w-qcd"], range(3, 5), on, progress=False)
    found = Findings()
    trained = train(plan, found)
    cells, seeds = ("simple", "gated"), (3, 4)
    assert list(trained) == [("w-qcd", cell, "kt", seed) for cell in cells for seed in seeds]
    aucs = {each.metrics["auc"].value for each in trained.values()}
    assert len(aucs) == 4
    assert {row["auc"] for row in found.numbers["trainings"]} == aucs
    assert [row[:3] for row in found.tables[0].rows] == [["w-qcd", cell, "kt"] for cell in cells]
