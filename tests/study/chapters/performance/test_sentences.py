"""Each task's AUC, and the paper's where it has one."""

from typing import Any

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.performance.sentences import performance_sentence
from pyg_jets.study.plan import TrainingKey
from pyg_jets.study.task import TrainedTask


def _trained(auc: float) -> TrainedTask:
    nothing: Any = None  # the sentence reads no more than the metrics
    metrics = {"auc": Estimate(auc, auc - 0.01, auc + 0.01)}
    return TrainedTask(nothing, nothing, (0, 0, 0), metrics)


def test_the_papers_number_stands_beside_ours() -> None:
    keys = [TrainingKey(*("w-qcd", "simple", "kt", "jet"), seed) for seed in (0, 1)]
    trained = {keys[0]: _trained(0.9), keys[1]: _trained(0.92)}
    trained[keys[0]._replace(task="a-b")] = _trained(0.7)
    assert performance_sentence(trained) == (
        "AUC of the taggers that are read here: w-qcd 0.91 [0.88, 0.94] ± 0.01 (the paper: 0.957), "
        "a-b 0.700 [0.690, 0.710]."
    )
