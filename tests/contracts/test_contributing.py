"""The tagger in CONTRIBUTING is what it says: complete, and known to everything downstream."""

import re
from pathlib import Path
from typing import Any

import pytest
import torch

from pyg_jets import Constituents, LundPlane, attribution, cluster, fit, lund_coordinates, predict
from pyg_jets.datasets import binary_task
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import load_tagger

GUIDE = Path(__file__).parents[2] / ".github" / "CONTRIBUTING.md"


@pytest.fixture
def deep_sets() -> Any:
    if not GUIDE.exists():
        pytest.skip("needs the checkout")
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    names: dict[str, Any] = {"__name__": "deep_sets"}
    exec(compile(code, "deep_sets.py", "exec"), names)
    torch.manual_seed(0)
    return names["DeepSets"]()


def test_it_trains_and_is_explained(deep_sets: Any, tmp_path: Path) -> None:
    train, val, test = (cluster(part[::6]) for part in binary_task("top-qcd"))
    tagger = fit(deep_sets, train, val, epochs=6, progress=False).tagger
    assert roc_auc(predict(tagger, test), test.y).value > 0.8
    batch = test.batch()
    saliency = attribution.splitting_saliency(tagger, batch)
    assert LundPlane().fill(lund_coordinates(batch), saliency).mean.max() > 0
    tagger.save(tmp_path / "tagger")
    build: Any = type(tagger)
    fresh = build()
    assert torch.equal(load_tagger(tmp_path / "tagger", into=fresh)(batch), tagger(batch))


def test_a_jet_alone_is_a_jet_in_a_batch(deep_sets: Any, toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    deep_sets.fit_scaling(trees)
    alone = torch.cat([deep_sets(tree) for tree in trees])
    torch.testing.assert_close(deep_sets(trees.batch()), alone)
