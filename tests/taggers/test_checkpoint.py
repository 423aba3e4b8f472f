"""Parameters out of the files that people have."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import adapt
from pyg_jets.taggers.checkpoint import load_checkpoint
from tests.networks import Classifier


def _files(network: torch.nn.Module) -> dict[str, Any]:
    """What training programs write."""
    state = network.state_dict()

    def before(prefix: str) -> dict[str, Tensor]:
        return {f"{prefix}{name}": value for name, value in state.items()}

    extra = {"loss.weight": torch.ones(2)}
    return {
        "plain": state,
        "DataParallel": before("module."),
        "compiled": before("_orig_mod."),
        "both": before("module._orig_mod."),
        "Lightning": {"epoch": 3, "state_dict": before("model.") | extra, "hyper": {"lr": 0.1}},
        "deep": {"state_dict": before("net.module.")},
        "loop": {"model_state_dict": state, "optimizer_state_dict": {"state": {}}},
    }


@pytest.mark.parametrize("name", _files(Classifier()))
def test_every_kind_of_file(name: str, tmp_path: Path, toy_jets: Constituents) -> None:
    trained, batch = Classifier().eval(), cluster(toy_jets).batch()
    torch.save(_files(trained)[name], tmp_path / "best.pt")
    expected = adapt(trained).eval()(batch)
    for other in (Classifier(), adapt(Classifier())):
        assert load_checkpoint(other, tmp_path / "best.pt") is other
        tagger = adapt(other) if isinstance(other, Classifier) else other
        assert torch.equal(tagger.eval()(batch), expected)


def test_saved_taggers(tmp_path: Path, toy_jets: Constituents) -> None:
    trained, batch = adapt(Classifier()).eval(), cluster(toy_jets).batch()
    trained.save(tmp_path / "tagger.safetensors")
    other = load_checkpoint(adapt(Classifier()), tmp_path / "tagger.safetensors")
    assert torch.equal(other(batch), trained(batch))


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there are no parameters at"):
        load_checkpoint(Classifier(), tmp_path / "none.pt")
    with pytest.raises(FileNotFoundError, match="there are no parameters at"):
        load_checkpoint(adapt(Classifier()), tmp_path / "none.pt")
    path = tmp_path / "other.pt"
    for content, words in (
        ({"weight": torch.ones(2)}, r"it lacks conv1.bias, conv1.lin.weight.*it has weight\)"),
        ([1, 2], "must hold a state dictionary .got list"),
        (Classifier(3).state_dict(), "must fit the network .got: .*size mismatch"),
        ({"lin.weight": torch.tensor(torch.nan)}, "'lin.weight' in .* must be finite"),
    ):
        torch.save(content, path)
        with pytest.raises(ValueError, match=words):
            load_checkpoint(Classifier(), path)
    path.write_text("no")
    with pytest.raises(ValueError, match="must hold a state dictionary"):
        load_checkpoint(Classifier(), path)
