"""The table says what was found, in the order in which it was found."""

import sys
from typing import Any

import pytest
import torch

from pyg_jets.metrics import share
from pyg_jets.observables import jet_mass
from pyg_jets.report import Picture
from pyg_jets.study import mass_direction
from pyg_jets.study.localisation import Found
from pyg_jets.study.mass_direction import direction_numbers, localisation_table
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import RecNN


def test_table() -> None:
    found = {"b": Found(share(1, 4), share(3, 4)), "a": Found(share(0, 4), share(4, 4))}
    table = localisation_table(found)
    assert [row[0] for row in table.rows] == ["b", "a"]
    assert [cell[:3] for cell in table.rows[0][1:]] == ["0.2", "0.8"]


def test_everything_for_the_report() -> None:
    train, _, _ = task_jets("w-qcd", jets=100)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(train)
    followed = mass_direction(tagger, jets=100)
    assert len(followed.found) == 6
    assert [picture.name.split("-")[-1] for picture in followed.pictures] == ["jets", "map"]
    value = direction_numbers(followed.found)["largest kt"]
    low, high = value["primary_interval"]
    assert low <= value["primary"] <= high


def test_several_trainings_have_a_spread() -> None:
    one, other = ({"random": Found(share(k, 100), share(2 * k, 100))} for k in (10, 20))
    both = pooled([one, other])["random"]
    assert round(both.everywhere.value, 9) == 0.15
    assert round(both.primary.spread or 0.0, 4) == 0.1414
    assert round(both.primary.high - both.primary.value, 3) == round(2.2503 * 0.141421, 3)
    assert "means of 2 trainings" in localisation_table({"random": both}, 2).caption


def test_the_direction_is_fitted_and_read_on_the_trees_of_the_tagger() -> None:
    train, _, _ = task_jets("w-qcd", jets=100, algorithm="antikt", frame="laboratory")
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(train)
    followed = mass_direction(tagger, jets=100, algorithm="antikt", frame="laboratory")
    other = mass_direction(tagger, jets=100, algorithm="kt", frame="laboratory")
    assert followed.found["largest kt"] != other.found["largest kt"]
    with pytest.raises(ValueError, match="'laboratory' frame"):
        mass_direction(tagger, jets=100)


def test_directions_are_fitted_to_training_jets(monkeypatch: pytest.MonkeyPatch) -> None:
    train, _, test = task_jets("w-qcd", 3, 40)
    tagger = RecNN(hidden_channels=4)
    tagger.fit_scaling(train)
    seen: dict[str, Any] = {}

    def localise(taggers: Any, *jets: Any) -> dict[str, Found]:
        seen.update(taggers=taggers, jets=jets[:2], seed=jets[2])
        return {}

    def direction(of: Any, jets: Any, observable: Any) -> str:
        assert (of, observable) == (tagger, jet_mass)
        seen["fitted"] = jets
        return "direction"

    def pictures(*arguments: Any) -> list[Picture]:
        seen["drawn"] = arguments
        return []

    module = sys.modules[mass_direction.__module__]
    monkeypatch.setattr(module, "localise", localise)
    monkeypatch.setattr(module, "observable_direction", direction)
    monkeypatch.setattr(module, "direction_pictures", pictures)
    mass_direction(tagger, seed=3, jets=40)
    assert seen["seed"] == 3
    assert list(seen["taggers"]) == ["trained", "untrained"]
    assert seen["taggers"]["trained"] is tagger
    untrained, expected = seen["taggers"]["untrained"].state_dict(), tagger.untrained(3)
    assert all(torch.equal(untrained[k], v) for k, v in expected.state_dict().items())
    fitted, decays = seen["jets"]
    assert torch.equal(fitted.constituents.p4, train.constituents.p4)
    assert torch.equal(seen["fitted"].constituents.p4, train.constituents.p4)
    assert torch.equal(decays.constituents.p4, test[test.y == 1].constituents.p4)
    assert seen["drawn"][:2] == (tagger, "direction")
    assert torch.equal(seen["drawn"][2].constituents.p4, test.constituents.p4)
