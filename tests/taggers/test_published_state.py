"""Files of parameters: what is asked for, what is missing, what is left over."""

from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from pyg_jets.taggers import LundNet, RecNN
from pyg_jets.taggers._published_state import PublishedState


def _saved(path: Path, value: Any) -> PublishedState:
    torch.save(value, path / "state.pt")
    return PublishedState(path / "state.pt")


def test_entries_are_taken_once(tmp_path: Path) -> None:
    weight = torch.randn(3, 1)
    published = _saved(tmp_path, {"mod.a.weight": weight[..., None, None], "a.bias": torch.ones(3)})
    state = published.linear("a", "b", bias=True)
    assert torch.equal(state["b.weight"], weight)
    assert torch.equal(state["b.bias"], torch.ones(3))
    with pytest.raises(ValueError, match=r"must have 'a.bias' \(got none\)"):
        published.take("a.bias", 1)


def test_numbered_entries_are_counted(tmp_path: Path) -> None:
    names = ("a.0.w", "a.2.w", "a.10x.w", "a.x.w", "b.7.w", "a.1", "ca.5.w")
    published = _saved(tmp_path, {name: torch.ones(1) for name in names})
    assert published.count("a.") == 3
    assert published.count("c.") == 0


def test_axes_are_checked(tmp_path: Path) -> None:
    published = _saved(tmp_path, {"a": torch.ones(2, 3)})
    with pytest.raises(ValueError, match=r"'a' in .* must have 1 axes \(got shape \(2, 3\)\)"):
        published.take("a", 1)


def test_what_is_left_over_is_named(tmp_path: Path) -> None:
    published = _saved(tmp_path, {"a": torch.ones(2), "b.c": torch.ones(2)})
    published.take("a", 1)
    with pytest.raises(ValueError, match=r"and no more \(got also b.c\)"):
        published.load_into(RecNN(hidden_channels=3), {})


def test_shapes_must_fit(tmp_path: Path) -> None:
    published, tagger = _saved(tmp_path, {}), RecNN(hidden_channels=3)
    own: dict[str, Tensor] = tagger.state_dict()
    published.load_into(tagger, {**own, "head.4.bias": torch.ones(1)})
    assert tagger.get_parameter("head.4.bias").item() == 1
    assert tagger.frame == "jet"
    for wrong in ({**own, "head.4.bias": torch.ones(2)}, {"head.4.bias": torch.ones(1)}):
        with pytest.raises(ValueError, match=r"must fit together \(got .*RecNN"):
            published.load_into(tagger, wrong)


def test_files_that_are_no_states(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no parameters at .*missing"):
        LundNet.from_published(tmp_path / "missing")
    with pytest.raises(ValueError, match=r"a state dictionary \(got list\)"):
        _saved(tmp_path, [torch.ones(1)])
    with pytest.raises(ValueError, match=r"a state dictionary \(got dict\)"):
        _saved(tmp_path, {"a": 1})
    with pytest.raises(ValueError, match=r"a state dictionary \(got dict\)"):
        _saved(tmp_path, {3: torch.ones(1)})
    with pytest.raises(ValueError, match=r"'a' in .* must be finite"):
        _saved(tmp_path, {"a": torch.tensor([1.0, float("nan")])})
    with pytest.raises(ValueError, match=r"a state dictionary \(got: Weights only"):
        _saved(tmp_path, OrderedDict(a=Path("code")))
    _saved(tmp_path, {"a": torch.ones(100)})
    whole = (tmp_path / "state.pt").read_bytes()
    for content in (b"", b"text", whole[:200], whole[:-300]):
        (tmp_path / "state.pt").write_bytes(content)
        with pytest.raises(ValueError, match="must hold a state dictionary"):
            PublishedState(tmp_path / "state.pt")
    with pytest.raises(ValueError, match="must hold a state dictionary"):
        PublishedState(tmp_path)
