"""The whole study on few jets: everything is written, and one seed gives one set of numbers."""

import json
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pyg_jets.cli import main
from pyg_jets.study import CONFIGS, StudyConfig, study
from pyg_jets.study.plan import Plan
from pyg_jets.study.published import PROBE_R2
from pyg_jets.study.stages import Stages
from pyg_jets.study.study import LEAST_JETS, all_readings, all_trainings
from pyg_jets.study.tasks import tasks_by_name
from pyg_jets.taggers import load_tagger

QUICK = StudyConfig(seeds=1, epochs=1, nulls=2)
KEPT = replace(QUICK, keep=True)
STOPS = ((signal.SIGTERM, 143, "terminated"), (signal.SIGINT, 130, "interrupted"))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("study")
    study(directory, tasks=["w-qcd"], config=QUICK, jets=400, progress=False)
    return directory


def test_everything_is_written(results: Path) -> None:
    names = {path.name for path in results.iterdir()}
    pictures = {"figure-1.png", "figure-1-without-root.png", "figure-3.png", "counts.png"}
    pictures |= {
        "angularity-plane.png",
        "mass-direction-jets.png",
        "mass-direction-map.png",
        "reliability-w-qcd.png",
    }
    tables = {"performance.csv", "performance.md", "probes.csv", "probes.md"}
    tables |= {"bases.csv", "bases.md", "mass-direction.csv", "mass-direction.md"}
    tables |= {"claims.csv", "claims.md", "stronger-probes.csv", "stronger-probes.md"}
    explained = ("saliency", "input_x_gradient", "lrp")
    pictures |= {f"explained-w-qcd-{method}.png" for method in explained}
    judged = ("nulls", "faithfulness", "randomised")
    tables |= {f"{name}-w-qcd.{ending}" for name in judged for ending in ("csv", "md")}
    assert names == {
        "finished.json",
        "report.html",
        "results.json",
        "recnn-w-qcd.safetensors",
        *pictures,
        *tables,
    }
    assert load_tagger(results / "recnn-w-qcd.safetensors").frame == "jet"


def test_the_page_has_the_tasks_maps_and_jets(results: Path) -> None:
    html = (results / "report.html").read_text()
    overview, section = html.split('<section id="task-1"')
    assert 'alt="figure-1"' in overview
    assert 'alt="mass-direction-map"' not in overview
    assert 'alt="mass-direction-map"' in section
    assert "W/QCD</h2>" in section
    assert 'alt="explained-w-qcd-saliency"' in section
    assert "Node saliency of W jets" in section
    data = json.loads(html.split('id="data">')[1].split("</script>")[0])
    numbers = json.loads((results / "results.json").read_text())["tasks"]["w-qcd"]
    first = data["maps"][0]
    assert (first["jets"], first["splittings"], first["slice"]) == ("W jets", "all", None)
    assert sum(first["count"]) == sum(map(sum, numbers["maps"]["w, with root"]["count"]))
    assert {jet["jets"] for jet in data["jets"]} == {"W jets", "QCD jets"}


def test_every_number_is_in_the_json(results: Path) -> None:
    numbers = json.loads((results / "results.json").read_text())["tasks"]["w-qcd"]
    low, high = numbers["auc_interval"]
    assert 0 < low <= numbers["auc"] <= high <= 1
    assert set(numbers["probes"]) == set(PROBE_R2)
    assert {"r2", "r2_untrained", "r2_permuted", "r2_raw", "r2_partial"} < set(
        numbers["probes"]["tau_21"]
    )
    used, jets = numbers["probes"]["tau_32"]["r2_counts"]
    assert 0.9 * jets < used <= jets
    stronger = numbers["stronger_probes"]["mass"]
    assert stronger["bits_saved"] > 0
    assert stronger["r2_kernel"] > 0.5
    bases = numbers["bases"]
    assert bases["both bases"]["features"] == 24
    assert bases["embedding"]["logit_r2"] > bases["n, pt, m"]["logit_r2"]
    assert (results / "bases.md").read_text().count("| w-qcd |") == len(bases) == 6
    scan = numbers["angularity_scan"]
    assert (scan["kappas"][4], scan["betas"][0], scan["r2"][4][0]) == (1.0, 0.0, None)
    assert scan["r2"][0][0] == pytest.approx(numbers["probes"]["multiplicity"]["r2"])
    assert set(numbers["maps"]) == {
        f"{kind}, {root} root" for kind in ("w", "qcd") for root in ("with", "without")
    }
    shown = (results / "performance.md").read_text()
    assert f"{numbers['auc']:.3f}" in shown or f"{numbers['auc']:.2f}" in shown


def test_the_mass_direction_is_scored(results: Path) -> None:
    rates = json.loads((results / "results.json").read_text())["mass_direction"]
    assert {len(choice) for choice in rates.values()} == {6}
    assert rates["largest kt"]["primary"] > 0.7 > rates["random"]["primary"]


def test_root_is_one_where_only_roots_lie(results: Path) -> None:
    maps = json.loads((results / "results.json").read_text())["tasks"]["w-qcd"]["maps"]
    counts = [sum(map(sum, maps[f"w, {root} root"]["count"])) for root in ("with", "without")]
    assert counts[0] > counts[1]


def _stopped(out: Path, sent: signal.Signals, number: int) -> int:
    """Exit code of the command, which is sent a signal before a file gets its name."""
    count, replace = iter(range(1, 1000)), Path.replace

    def stops(path: Path, target: Any) -> Any:
        if next(count) == number:
            os.kill(os.getpid(), sent)
        return replace(path, target)

    arguments = f"study --task w-qcd --jets 400 --seeds 1 --epochs 1 --workers 1 --out {out}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(CONFIGS, "short", KEPT)
        patch.setattr(Path, "replace", stops)
        return main(arguments.split())


def test_same_seed_same_numbers_and_progress_on_standard_error(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder, too, where studies were stopped before their first and their second file."""
    for number, (sent, code, said) in enumerate(STOPS, 1):
        assert _stopped(tmp_path, sent, number) == code
        *progress, last = capsys.readouterr().err.splitlines()
        assert last == f"pyg-jets: {said}"
        # The second finds stages that are there already, and may have nothing to foretell.
        assert number > 1 or any(line.endswith(" left)") for line in progress)
        left = {path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")}
        assert left <= {"finished.json", "stages"}
    study(tmp_path, tasks=["w-qcd"], config=KEPT, jets=400, progress=True)
    # But for the setting that stages are kept.
    kept = (tmp_path / "results.json").read_text()
    assert kept.count('"keep": true') == 1
    same = kept.replace('"keep": true', '"keep": false')
    assert same == (results / "results.json").read_text()
    said = capsys.readouterr().err
    assert "w-qcd: train, simple cell" in said
    assert "report.html" in said


def test_too_few_jets_for_its_probes_are_refused_before_the_work(tmp_path: Path) -> None:
    """Of a part of 357 every second jet is taken: 179, and four of five folds are 143."""
    assert LEAST_JETS // 2 * 4 // 5 >= 142
    with pytest.raises(ValueError, match=r"at least 356 jets of each part \(got 355\)"):
        study(tmp_path / "new", tasks=["w-qcd"], config=QUICK, jets=355, progress=False)
    assert not (tmp_path / "new").exists()


def test_all_trainings_once_and_the_longest_first(tmp_path: Path) -> None:
    config = StudyConfig(
        seeds=2,
        cells=("simple", "gated"),
        table_2=True,
        figure_2=True,
        compared=("pfn",),
        changed=5,
    )
    plan = Plan(config, Stages(tmp_path), tasks_by_name(["w-qcd", "quark-gluon"]), range(2), 60)
    for jobs, number in (
        (all_trainings(plan), 8 + 2 + 4 + 4),  # RecNNs, layers, pfn, boosted trees
        (all_readings(plan), 4 + 4 + 4 + 2 + 2 + 2 + 4 + 4),  # of each, page, together, ...
    ):
        assert len(jobs) == len({job.title for job in jobs}) == number
        costs = [job.cost for job in jobs]
        assert costs == sorted(costs, reverse=True)
