"""What is trained first: the taggers that are read, with every seed."""

from pyg_jets.study import StudyConfig
from pyg_jets.study.plan import Findings, Plan
from pyg_jets.study.sections import train
from pyg_jets.study.stages import Stages

TWO_SEEDS = StudyConfig(seeds=2, epochs=1, cells=("simple", "gated"), algorithms=("kt", "desc_pt"))


def test_every_seed_is_trained() -> None:
    on = {"jets": 60, "source": None}
    plan = Plan(TWO_SEEDS, Stages(None, progress=False), ["w-qcd"], range(3, 5), on, progress=False)
    found = Findings()
    trained = train(plan, found)
    assert list(trained) == [("w-qcd", "simple", "kt", seed) for seed in (3, 4)]
    aucs = {each.metrics["auc"].value for each in trained.values()}
    assert len(aucs) == 2
    assert {row["auc"] for row in found.numbers["trainings"]} == aucs
    assert [row[:3] for row in found.tables[0].rows] == [["w-qcd", "simple", "kt"]]
