"""Recipes: what they may hold, and who has which."""

import dataclasses

import pytest

from pyg_jets import taggers
from pyg_jets.taggers import RecNN, Tagger
from pyg_jets.taggers.recipe import Recipe

CLASSES = [
    member
    for name in taggers.__all__
    if isinstance(member := getattr(taggers, name), type) and issubclass(member, Tagger)
]


def test_the_paper_s_network_has_the_recipe_of_all_that_have_none() -> None:
    assert RecNN.recipe == Tagger.recipe == Recipe()
    assert Recipe() == Recipe(15, 128, 2e-3, 0.0, False)


def test_it_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RecNN.recipe.lr = 1.0  # type: ignore[misc]


@pytest.mark.parametrize("tagger", CLASSES, ids=lambda tagger: tagger.__name__)
def test_taggers_of_trees_are_not_turned(tagger: type[Tagger]) -> None:
    """A turned jet is not clustered again."""
    if tagger.edges == "edge_index" or tagger.node_states == "splittings":
        assert not tagger.recipe.turned
