"""Maps of every training, before and after it, in the numbers and in the figures."""

import pytest

from pyg_jets.datasets import Task
from pyg_jets.study.chapters.maps.measure import saliency_planes
from pyg_jets.study.chapters.maps.run import Result, jobs, run, show
from pyg_jets.study.config import StudyConfig
from pyg_jets.study.plan import Plan
from pyg_jets.study.stages import Stages
from pyg_jets.study.tasks import tasks_by_name


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    config = StudyConfig(seeds=2, epochs=1, algorithms=("kt",), frames=("laboratory",))
    stages = Stages(tmp_path_factory.mktemp("stages"))
    return Plan(config, stages, tasks_by_name(["w-qcd"]), range(2), 60)


@pytest.fixture(scope="module")
def result(plan: Plan) -> Result:
    return run(plan)


def test_each_training_is_read_on_the_trees_and_in_the_frame_of_its_own(
    plan: Plan, result: Result
) -> None:
    assert len(jobs(plan)) == len(result["w-qcd"]) == 2
    for seed, maps in enumerate(result["w-qcd"]):
        trained = plan.trained(plan.recnn("w-qcd", seed))
        test = Task.named("w-qcd").on_trees("kt", "laboratory").test(seed, 60)
        other = Task.named("w-qcd").on_trees("cambridge_aachen", "laboratory").test(seed, 60)
        unlike = saliency_planes(trained.training.tagger, other[other.y == 0])[0]
        assert (maps.trained["qcd", True].count != unlike.count).any()
        for network, planes in (
            (trained.training.tagger, maps.trained),
            (trained.untrained, maps.untrained),
        ):
            expected = saliency_planes(network, test[test.y == 0])
            for root, plane in zip((True, False), expected, strict=True):
                assert (planes["qcd", root].mean == plane.mean).all()


def test_what_is_shown_is_of_both(result: Result) -> None:
    shown = show(result)
    names = ["figure-1", "figure-1-without-root", "figure-3", "counts", "seed-spread"]
    assert [picture.name for picture in shown.pictures] == names
    numbers = shown.numbers["tasks"]["w-qcd"]["maps"]
    assert list(numbers) == [f"{k}, {r} root" for k in ("w", "qcd") for r in ("with", "without")]
    counts = [maps.trained["w", True].count.sum() for maps in result["w-qcd"]]
    assert sum(map(sum, numbers["w, with root"]["count"])) == sum(counts)
    assert "seed-spread" not in [p.name for p in show({"w-qcd": result["w-qcd"][:1]}).pictures]
