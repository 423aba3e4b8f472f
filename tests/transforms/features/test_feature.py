"""Features as people write them, and how they are scaled."""

import json
import math

import pytest
import torch

from pyg_jets.transforms.features import Feature, read_features
from pyg_jets.transforms.features.feature import feature_options


def test_scaling_is_weavers() -> None:
    values = torch.tensor([-math.inf, -10.0, 0.5, 2.0, 30.0, math.inf, math.nan])
    scaled = Feature("a", 1.0, 2.0, -3.0, 7.0).scaled(values)
    assert scaled.tolist() == [-3, -3, -1, 2, 7, 7, 0]
    assert Feature("a").scaled(values).tolist() == [0, -10, 0.5, 2, 30, 0, 0]


def test_ways_to_write_one() -> None:
    def mine(batch: object) -> torch.Tensor:
        raise NotImplementedError

    given = [Feature("a", 1.0), "b", ["c", 0, 1, 0, 1], ("d", None), mine]
    a, b, c, d, own = read_features(given)
    assert (a, b, c, d) == (Feature("a", 1.0), Feature("b"), Feature("c", 0, 1, 0, 1), Feature("d"))
    assert (own.of, own.name) == (mine, "mine")
    options = feature_options(given[:4])
    assert read_features(json.loads(json.dumps(options))) == (a, b, c, d)
    assert feature_options(None) is None
    with pytest.raises(TypeError, match=r"saved with it .*function 'mine'"):
        feature_options(given)


def test_what_is_none() -> None:
    with pytest.raises(
        TypeError, match=r"must be a name, an expression or a function .* \(got 3\)"
    ):
        Feature(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"'scale' of feature 'a' must be a number \(got None\)"):
        Feature("a", 1.0, None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"'center' of feature 'a' must be a number \(got auto\)"):
        Feature.read(["a", "auto"])
    with pytest.raises(ValueError, match="must be a list of them"):
        read_features("part_pt")
    with pytest.raises(ValueError, match="at least one"):
        read_features([])
