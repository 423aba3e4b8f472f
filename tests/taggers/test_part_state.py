"""Parameters of weaver's Particle Transformer, taken in one by one."""

from pathlib import Path

import pytest
import torch

from pyg_jets.taggers import ParT
from pyg_jets.taggers._part_state import from_weaver
from pyg_jets.taggers._published_state import PublishedState
from tests.part_files import part_state


def test_sizes(tmp_path: Path) -> None:
    torch.save(part_state(13, 5, size=12, heads=3, blocks=4, pair=7), tmp_path / "state.pt")
    state, sizes = from_weaver(PublishedState(tmp_path / "state.pt"))
    assert sizes == {
        "hidden_channels": 12,
        "heads": 3,
        "blocks": 4,
        "class_blocks": 1,
        "pair_channels": 7,
        "num_classes": 5,
    }
    features = [f"part_pt ** {power}" for power in range(13)]
    own = ParT(**sizes, features=features).state_dict()
    assert set(own) - set(state) == {"center", "scale", "frame_number"}
    assert {name: value.shape for name, value in state.items()} == {
        name: own[name].shape for name in state
    }


@pytest.mark.parametrize("old", [False, True])
def test_every_entry_is_needed(old: bool, tmp_path: Path) -> None:
    good = part_state(old=old)
    for name in good:
        lacking = {key: value for key, value in good.items() if key != name}
        torch.save(lacking, tmp_path / "state.pt")
        with pytest.raises(ValueError, match=r"must have '.*' \(got none\)|must fit together"):
            ParT.from_published(tmp_path / "state.pt")
    torch.save({**good, "mod.other": torch.ones(2)}, tmp_path / "state.pt")
    with pytest.raises(ValueError, match="got also other"):
        ParT.from_published(tmp_path / "state.pt")
