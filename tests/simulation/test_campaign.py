"""A campaign has the same bytes however often it is killed, and mends what is broken."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pyg_jets import Constituents
from pyg_jets.simulation import Campaign, Events, Recipe, campaign_shards, simulate

pytest.importorskip("pythia8mc")

CAMPAIGN = Campaign(Recipe("w", mpi=False), jets=22, seed=5, jets_per_shard=8)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    CAMPAIGN.run(folder, stream=io.StringIO())
    return folder


def test_shards_are_one_sample(undisturbed: Path) -> None:
    paths = campaign_shards(undisturbed)
    assert paths == [undisturbed / name for name in CAMPAIGN.shards]
    parts = [Constituents.load(path) for path in paths]
    assert [len(part) for part in parts] == [8, 8, 6]
    events = [set(part.event.tolist()) for part in parts if part.event is not None]
    assert not events[0] & events[1]
    assert not events[1] & events[2]
    assert simulate("w", 8, seed=5, mpi=False).p4.equal(parts[0].p4)


def test_damage_is_reported_and_mended(undisturbed: Path, tmp_path: Path) -> None:
    names = list(CAMPAIGN.shards)
    for name, content in _bytes(undisturbed).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / names[0]).write_bytes(b"x" + (undisturbed / names[0]).read_bytes()[1:])
    (tmp_path / names[1]).write_bytes((undisturbed / names[1]).read_bytes()[:-1])
    stream = io.StringIO()
    CAMPAIGN.run(tmp_path, stream=stream)
    assert _bytes(tmp_path) == _bytes(undisturbed)
    assert stream.getvalue().count("is damaged or missing") == 2


def test_a_finished_campaign_makes_nothing(undisturbed: Path) -> None:
    stream, before = io.StringIO(), _bytes(undisturbed)
    times = [path.stat().st_mtime_ns for path in campaign_shards(undisturbed)]
    CAMPAIGN.run(undisturbed, stream=stream)
    assert [path.stat().st_mtime_ns for path in campaign_shards(undisturbed)] == times
    assert _bytes(undisturbed) == before
    assert stream.getvalue().endswith(" 22 of 22 jets\n")


def test_another_configuration_is_refused(undisturbed: Path) -> None:
    other = Campaign(Recipe("w", mpi=True), jets=22, seed=5, jets_per_shard=8)
    before = _bytes(undisturbed)
    with pytest.raises(ValueError, match=r"mpi = False .got True."):
        other.run(undisturbed)
    assert _bytes(undisturbed) == before


def test_nothing_stays_of_what_cannot_be_made(tmp_path: Path) -> None:
    recipe = Recipe("w", mpi=False, settings=("PartonLevel:FSR = maybe",))
    with pytest.raises(ValueError, match="misread"):
        Campaign(recipe, 5).run(tmp_path / "out")
    with pytest.raises(ValueError, match="'workers' must be at least 1"):
        CAMPAIGN.run(tmp_path / "out", workers=0)
    with pytest.raises(OSError, match="scheduler must answer"):
        CAMPAIGN.run(tmp_path / "out", scheduler="nonsense", stream=io.StringIO())
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="misread"):
        Campaign(recipe, 5).run(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _see(events: Events) -> Events:
    return events


def test_bad_campaigns() -> None:
    with pytest.raises(TypeError, match="detector must be a name"):
        Campaign(Recipe("w", _see), 5)
    with pytest.raises(ValueError, match="'jets' must be at least 1"):
        Campaign(Recipe("w"), 0)
    with pytest.raises(ValueError, match="'jets_per_shard' must be at least 1"):
        Campaign(Recipe("w"), 5, jets_per_shard=0)
    with pytest.raises(ValueError, match="'seed' must not be negative"):
        Campaign(Recipe("w"), 5, seed=-1)


def test_an_unfinished_campaign_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="must hold a campaign"):
        campaign_shards(tmp_path)


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from pyg_jets.simulation import Campaign, Recipe, campaign_shards

folder, campaign = Path(sys.argv[1]), Campaign(Recipe("w", mpi=False), 20, 1, 2)
moments = random.Random(2)
for _ in range(5):
    there = len(list(folder.glob("shard*")))
    child = os.fork()
    if child == 0:
        campaign.run(folder)
        os._exit(0)
    while len(list(folder.glob("shard*"))) <= there and os.waitpid(child, os.WNOHANG) == (0, 0):
        time.sleep(0.001)
    time.sleep(moments.uniform(0, 0.15))
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "it was over before the kill"
campaign.run(folder)
campaign.run(folder.with_name("undisturbed"))
"""


def test_killed_five_times_it_has_the_same_bytes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(tmp_path / "killed")],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    killed, undisturbed = _bytes(tmp_path / "killed"), _bytes(tmp_path / "undisturbed")
    assert killed == undisturbed
    assert sorted(killed) == ["manifest.json", *(f"shard-{n:05d}.safetensors" for n in range(10))]


def test_a_damaged_shard_is_refused(undisturbed: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(undisturbed, copied)
    shard = campaign_shards(copied)[1]
    changed = bytearray(shard.read_bytes())
    changed[-9] ^= 1
    shard.write_bytes(changed)
    with pytest.raises(ValueError, match="must have the bytes that were written"):
        campaign_shards(copied)
