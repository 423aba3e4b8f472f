"""Files come back as they were, or are refused."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from pyg_jets import Constituents, cluster
from pyg_jets.taggers import FCN, RecNN, Tagger, load_tagger


@pytest.fixture
def tagger(toy_jets: Constituents) -> Tagger:
    tagger = RecNN(hidden_channels=6, cell="gated")
    tagger.fit_scaling(cluster(toy_jets))
    return tagger


def test_file_round_trip(tagger: Tagger, toy_jets: Constituents, tmp_path: Path) -> None:
    tagger.save(tmp_path / "tagger.safetensors")
    again = load_tagger(tmp_path / "tagger.safetensors")
    batch = cluster(toy_jets).batch()
    assert torch.equal(again(batch), tagger(batch))
    assert again.config == tagger.config == {"hidden_channels": 6, "cell": "gated"}
    assert not again.training


def test_precision_is_kept(tagger: Tagger, toy_jets: Constituents, tmp_path: Path) -> None:
    tagger.double().save(tmp_path / "tagger")
    batch = cluster(toy_jets).batch()
    assert torch.equal(load_tagger(tmp_path / "tagger")(batch), tagger(batch))


@pytest.mark.parametrize("length", [0, 5, 200, 2000, -1])
def test_truncated_file(tagger: Tagger, tmp_path: Path, length: int) -> None:
    tagger.save(tmp_path / "whole")
    (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:length])
    with pytest.raises(ValueError, match=r"cut' is no saved tagger, or truncated \("):
        load_tagger(tmp_path / "cut")


def test_foreign_files(tmp_path: Path) -> None:
    save_file({"a": torch.ones(1)}, tmp_path / "other")
    with pytest.raises(ValueError, match=r"a tagger of pyg_jets.taggers \(got a foreign file\)"):
        load_tagger(tmp_path / "other")
    metadata = {"format": "pyg_jets.tagger", "tagger": "os.system", "config": "{}"}
    save_file({"a": torch.ones(1)}, tmp_path / "evil", metadata=metadata)
    with pytest.raises(ValueError, match=r"got os\.system"):
        load_tagger(tmp_path / "evil")
    metadata["tagger"] = "pretrained"
    save_file({"a": torch.ones(1)}, tmp_path / "function", metadata=metadata)
    with pytest.raises(ValueError, match=r"got pretrained"):
        load_tagger(tmp_path / "function")
    metadata["tagger"] = "RecNN"
    save_file({"a": torch.ones(1)}, tmp_path / "wrong", metadata=metadata)
    with pytest.raises(ValueError, match="does not fit its own configuration"):
        load_tagger(tmp_path / "wrong")
    with pytest.raises(FileNotFoundError, match="no tagger at"):
        load_tagger(tmp_path / "missing")


def test_parameters_go_into_a_given_tagger(tagger: Tagger, tmp_path: Path) -> None:
    tagger.save(tmp_path / "tagger")
    other = RecNN(hidden_channels=6, cell="gated")
    assert load_tagger(tmp_path / "tagger", into=other) is other
    assert torch.equal(other.center, tagger.center)
    with pytest.raises(ValueError, match=r"must hold a FCN \(got RecNN\)"):
        load_tagger(tmp_path / "tagger", into=FCN())
    with pytest.raises(ValueError, match="must fit 'into'"):
        load_tagger(tmp_path / "tagger", into=RecNN(hidden_channels=7))


def test_another_configuration_is_refused_and_nothing_is_half_read(
    tagger: Tagger, tmp_path: Path
) -> None:
    tagger.save(tmp_path / "tagger.safetensors")
    other = RecNN(hidden_channels=tagger.hidden_channels + 1)
    before = {key: value.clone() for key, value in other.state_dict().items()}
    with pytest.raises(ValueError, match="must fit 'into': its configuration must be"):
        load_tagger(tmp_path / "tagger.safetensors", into=other)
    assert all(torch.equal(value, before[key]) for key, value in other.state_dict().items())


def test_loading_draws_no_random_numbers(tagger: Tagger, tmp_path: Path) -> None:
    tagger.save(tmp_path / "tagger.safetensors")
    before = torch.get_rng_state()
    load_tagger(tmp_path / "tagger.safetensors")
    assert torch.equal(torch.get_rng_state(), before)


def test_another_objective_is_refused(tagger: Tagger, tmp_path: Path) -> None:
    tagger.objective = "ranking"  # type: ignore[assignment]
    tagger.save(tmp_path / "tagger")
    with pytest.raises(ValueError, match=r"its objective must be one of .* \(got 'ranking'\)"):
        load_tagger(tmp_path / "tagger")
