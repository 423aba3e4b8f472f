"""Files as one has them after a training in weaver: configuration, network file, weights."""

from pathlib import Path

import torch

from pyg_jets.taggers.user_file import run_file

CONFIG = """
selection:
   (jet_pt > 20) & (jet_nparticles >= 2)
new_variables:
   part_mask: ak.ones_like(part_energy)
   part_pt: np.hypot(part_px, part_py)
   part_pt_log: np.log(part_pt)
   part_logerel: np.log(part_energy/jet_energy)
   jet_isTop: label
   jet_isQCD: 1-label
preprocess:
  method: manual
inputs:
   pf_points:
      length: 6
      pad_mode: wrap
      vars:
         - [part_deta, null]
         - [part_dphi, null]
   pf_features:
      length: 6
      pad_mode: constant
      vars:
         - [part_pt_log, 1.7, 0.7]
         - [part_logerel, -4.7, 0.7, -1, 2, 9]
         - part_deta
   jet_features:
      length: null
      vars:
         - [jet_pt, 100, 0.01]
         - [jet_nparticles, null]
   pf_mask:
      length: 6
      pad_mode: constant
      vars:
         - [part_mask, null]
labels:
   type: simple
   value: [jet_isTop, jet_isQCD]
"""

NETWORK = """
import torch


class Network(torch.nn.Module):
    def __init__(self, channels, jets, classes, width):
        super().__init__()
        self.points = torch.nn.Conv1d(channels, width, 1)
        self.jet = torch.nn.Linear(jets, width)
        self.fc = torch.nn.Linear(width, classes)

    def forward(self, points, features, jet, mask):
        x = self.points(torch.cat((points, features), 1)).relu() * mask
        return self.fc((x.sum(2) / mask.sum(2) + self.jet(jet)).relu())


def get_model(data_config, **kwargs):
    dims = {name: len(names) for name, names in data_config.input_dicts.items()}
    network = Network(
        dims["pf_points"] + dims["pf_features"],
        dims["jet_features"],
        len(data_config.label_value),
        kwargs.get("width", 8),
    )
    return network, {"input_names": list(data_config.input_names)}
"""


def write_weaver_files(folder: Path) -> tuple[Path, Path, Path]:
    """A configuration with two classes, a network, and parameters that it may have learnt."""
    config, network, weights = (folder / name for name in ("top.yaml", "network.py", "best.pt"))
    config.write_text(CONFIG, encoding="utf-8")
    network.write_text(NETWORK, encoding="utf-8")
    made = run_file(network).Network(5, 2, 2, 8)
    torch.save({f"module.{name}": value for name, value in made.state_dict().items()}, weights)
    return config, network, weights
