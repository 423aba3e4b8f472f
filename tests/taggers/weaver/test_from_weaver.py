"""What was trained in weaver predicts what it predicted there."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pyg_jets import Constituents, cluster, load_tagger
from pyg_jets.taggers import ParT, ParticleNet, from_weaver
from pyg_jets.taggers._jetclass import JETCLASS as JETCLASS_CLASSES
from pyg_jets.taggers.user_file import run_file
from pyg_jets.taggers.weaver.config import WeaverConfig
from pyg_jets.taggers.weaver.inputs import WeaverInputs, field_of, in_slots
from tests.part_files import SlowParT, part_state
from tests.weaver_files import CONFIG, write_weaver_files

JETCLASS = """
new_variables:
   part_pt: np.hypot(part_px, part_py)
   part_pt_log: np.log(part_pt)
   part_e_log: np.log(part_energy)
   part_logptrel: np.log(part_pt/jet_pt)
   part_logerel: np.log(part_energy/jet_energy)
   part_deltaR: np.hypot(part_deta, part_dphi)
   part_mask: ak.ones_like(part_energy)
inputs:
   pf_points: {length: 128, pad_mode: wrap, vars: [[part_deta, null], [part_dphi, null]]}
   pf_features:
      length: 128
      pad_mode: wrap
      vars:
         - [part_pt_log, 1.7, 0.7]
         - [part_e_log, 2.0, 0.7]
         - [part_logptrel, -4.7, 0.7]
         - [part_logerel, -4.7, 0.7]
         - [part_deltaR, 0.2, 4.0]
         - [part_deta, null]
         - [part_dphi, null]
   pf_vectors: {length: 128, vars: [part_px, part_py, part_pz, part_energy]}
   pf_mask: {length: 128, vars: [part_mask]}
labels:
   type: simple
   value: [label_QCD, label_Hbb, label_Hcc, label_Hgg, label_H4q, label_Hqql, label_Zqq, label_Wqq,
           label_Tbqq, label_Tbl]
"""

# Of weaver-core 0.5.3 and its ParticleNet, with ParticleNet_kin.pt, for the first three jets of
# JetClassII_example.root: QCD, ..., Tbl.
REFERENCE = """
-4.396567 -6.766153 -5.276292 -5.447061 -6.835053 -4.145311 -6.906254 -5.845720 -3.908484 1.483601
-1.248188 -1.872435 -2.511830 -0.985175 -1.142143 0.343411 -1.165139 -1.581703 -3.247156 0.011153
-4.875237 -3.596474 -3.494679 -4.957085 -3.530473 1.870772 -4.770078 -3.483834 -4.486280 0.086305
"""


def test_a_network_file_and_weights(tmp_path: Path, toy_jets: Constituents) -> None:
    config, network, weights = write_weaver_files(tmp_path)
    tagger, batch = from_weaver(config, network, weights), cluster(toy_jets).batch()
    read = WeaverConfig(config)
    module = run_file(network).get_model(read)[0]
    state = torch.load(weights, weights_only=True)
    module.load_state_dict({name.removeprefix("module."): value for name, value in state.items()})
    view = WeaverInputs(read)(cluster(toy_jets).batch())
    with torch.no_grad():
        scores = module(*(in_slots(view[field_of(g)], g, view) for g in read.groups.values()))
    torch.testing.assert_close(tagger(batch).detach(), scores[:, 0] - scores[:, 1])
    other = from_weaver(config, network, weights, signal="jet_isQCD", background="jet_isTop")
    torch.testing.assert_close(other(batch), -tagger(batch))
    assert not tagger.training
    assert from_weaver(config, network, width=5).hidden_channels == 5


def test_without_its_network_file(tmp_path: Path, toy_jets: Constituents) -> None:
    config, weights = tmp_path / "config.yaml", tmp_path / "state.pt"
    config.write_text(JETCLASS)
    state = part_state()
    torch.save(state, weights)
    batch = cluster(toy_jets).batch()
    for activation in (True, False):
        tagger = from_weaver(
            config, weights=weights, signal="W", background="QCD", pair_activation=activation
        )
        assert isinstance(tagger, ParT)
        assert tagger.fixed_norm
        slow = SlowParT(state, activation)
        published = ParT.from_published(weights).double()
        cloud = tagger.double().view(batch).cloud.double()
        torch.testing.assert_close(cloud, published.view(batch).cloud.double())
        expected = [
            slow(cloud[batch.ptr[i] :][: len(jet.p4)], jet.p4) for i, jet in enumerate(toy_jets)
        ]
        scores = tagger.head[:1](tagger.embed(batch))
        torch.testing.assert_close(scores, torch.stack(expected), rtol=1e-5, atol=1e-5)


SCALED = """
   part_px_scale: part_px / jet_pt * 500
   part_py_scale: part_py / jet_pt * 500
   part_pz_scale: part_pz / jet_pt * 500
   part_energy_scale: part_energy / jet_pt * 500
inputs:"""


def test_pairs_of_other_momenta(tmp_path: Path, toy_jets: Constituents) -> None:
    """Sophon's momenta are those of jets of 500 GeV, and no GELU ends its layers on pairs."""
    config, weights = tmp_path / "config.yaml", tmp_path / "state.pt"
    vectors = ", ".join(f"part_{name}_scale" for name in ("px", "py", "pz", "energy"))
    text = JETCLASS.replace("inputs:", SCALED.lstrip("\n"), 1)
    config.write_text(text.replace("part_px, part_py, part_pz, part_energy]", f"{vectors}]"))
    state = part_state()
    torch.save(state, weights)
    given: dict[str, Any] = {"signal": "W", "background": "QCD", "pair_activation": False}
    tagger = from_weaver(config, weights=weights, **given).double()
    batch, slow = cluster(toy_jets).batch(), SlowParT(state, pair_activation=False)
    cloud = tagger.view(batch).cloud.double()
    expected = []
    for i, jet in enumerate(toy_jets):
        jet_pt = jet.p4.sum(0)[:2].norm()
        expected.append(slow(cloud[batch.ptr[i] :][: len(jet.p4)], jet.p4 / jet_pt * 500))
    scores = tagger.head[:1](tagger.embed(batch))
    torch.testing.assert_close(scores, torch.stack(expected), rtol=1e-5, atol=1e-5)
    tagger.save(tmp_path / "tagger")
    assert torch.equal(load_tagger(tmp_path / "tagger")(batch), tagger(batch))
    with pytest.raises(ValueError, match=r"'momenta' must be four features.*\(got 1\)"):
        ParT(16, momenta=["part_px"])


def _columns(path: Path, names: list[str]) -> tuple[Constituents, dict[str, np.ndarray]]:
    uproot = pytest.importorskip("uproot")
    with uproot.open(path) as file:
        arrays = file["tree"].arrays(names, library="np", entry_stop=3)
    counts = [len(row) for row in arrays["part_px"]]
    flat = {k: np.concatenate(v) if k.startswith("part_") else v for k, v in arrays.items()}
    p4 = np.stack([flat[f"part_{name}"] for name in ("px", "py", "pz", "energy")], 1)
    return Constituents(p4, np.cumsum([0, *counts])), flat


def test_as_weaver_itself(shared: Path, tmp_path: Path) -> None:
    names = ["part_px", "part_py", "part_pz", "part_energy", "part_deta", "part_dphi"]
    path = shared / "data" / "real" / "JetClassII_example.root"
    jets, flat = _columns(path, [*names, "jet_pt", "jet_energy"])
    batch = cluster(jets).batch()
    leaf = batch.is_leaf.nonzero().flatten()
    batch.particle_columns = {
        name: torch.zeros(batch.num_nodes).index_put((leaf,), torch.from_numpy(flat[name]))
        for name in names
    }
    batch.jet_columns = {name: torch.from_numpy(flat[name]) for name in ("jet_pt", "jet_energy")}
    (tmp_path / "config.yaml").write_text(JETCLASS)
    weights = shared / "data" / "weights" / "ParticleNet_kin.pt"
    tagger = from_weaver(tmp_path / "config.yaml", weights=weights, signal="W", background="QCD")
    scores = tagger.head[:4](tagger.embed(batch)).detach()
    expected = torch.tensor([float(number) for number in REFERENCE.split()]).view(3, 10)
    torch.testing.assert_close(scores, expected, rtol=1e-5, atol=1e-5)


def _refused(match: str, error: type[Exception], **given: Any) -> None:
    with pytest.raises(error, match=match):
        from_weaver(**given)


def test_files_that_are_not_these(tmp_path: Path) -> None:
    config, network, weights = write_weaver_files(tmp_path)
    both: dict[str, Any] = {"config": config, "network": network}
    _refused("'network' or 'weights' must be given", ValueError, config=config)
    _refused("no network file at", FileNotFoundError, config=config, network=tmp_path / "a.py")
    _refused("there are no parameters", FileNotFoundError, **both, weights=tmp_path / "a.pt")
    _refused("must fit the network", ValueError, **both, weights=weights, width=9)
    _refused("must hold weaver's ParticleNet or Part", ValueError, config=config, weights=weights)
    other = tmp_path / "other.py"
    for text, error, match in (
        ("import weaver_that_is_not_here", ImportError, "not here .*pip install weaver-core, or l"),
        ("get_models = 1", ValueError, "must define get_model"),
        ("def get_model(config): return 3", ValueError, r"must give a module.* \(got int\)"),
    ):
        other.write_text(text)
        _refused(match, error, config=config, network=other)


def test_configurations_that_need_a_network_file(tmp_path: Path) -> None:
    config, weights = tmp_path / "config.yaml", tmp_path / "state.pt"
    torch.save(part_state(), weights)
    given: dict[str, Any] = {
        "config": config,
        "weights": weights,
        "signal": "W",
        "background": "QCD",
    }
    for text in (
        JETCLASS.replace("[part_px, part_py,", "[part_pt,"),
        JETCLASS.replace("vars: [part_px,", "vars: [[part_px, 1, 2],"),
        JETCLASS.replace("pf_vectors", "pf_momenta"),
        JETCLASS.replace("pf_mask", "pf_more_features"),
    ):
        assert text != JETCLASS
        config.write_text(text)
        _refused("must have one input .*_features, and one .*vectors", ValueError, **given)
    config.write_text(CONFIG)
    _refused(r"must have scores for jet_isTop, jet_isQCD \(got 10 scores\)", ValueError, **given)
    config.write_text(JETCLASS)
    one_alone: dict[str, Any] = {"config": config, "weights": weights, "signal": "W"}
    _refused("'signal' and 'background' must be two of QCD", ValueError, **one_alone)
    whole = from_weaver(config=config, weights=weights)
    assert (whole.num_classes, whole.classes) == (10, JETCLASS_CLASSES)
    assert str(from_weaver(**given).classes).startswith("('QCD', ")
    assert not isinstance(from_weaver(**given), ParticleNet)
