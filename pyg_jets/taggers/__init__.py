"""Networks that tell one kind of jet from another."""

from pyg_jets.taggers.adapt import adapt
from pyg_jets.taggers.cnn import CNN
from pyg_jets.taggers.efn import EFN
from pyg_jets.taggers.fcn import FCN
from pyg_jets.taggers.jedi_net import JEDINet
from pyg_jets.taggers.loading import load_tagger
from pyg_jets.taggers.lola import LoLa
from pyg_jets.taggers.lstm import LSTM
from pyg_jets.taggers.lundnet import LundNet
from pyg_jets.taggers.mpnn import MPNN
from pyg_jets.taggers.part import ParT
from pyg_jets.taggers.particle_net import ParticleNet
from pyg_jets.taggers.pfn import PFN
from pyg_jets.taggers.pretrained import PRETRAINED, model_card, pretrained
from pyg_jets.taggers.recnn import RecNN
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.taggers.target import among, at_target
from pyg_jets.taggers.tree_nin import TreeNiN
from pyg_jets.taggers.weaver import from_weaver

__all__ = [
    "CNN",
    "EFN",
    "FCN",
    "LSTM",
    "MPNN",
    "PFN",
    "PRETRAINED",
    "JEDINet",
    "LoLa",
    "LundNet",
    "ParT",
    "ParticleNet",
    "RecNN",
    "Tagger",
    "TreeNiN",
    "adapt",
    "among",
    "at_target",
    "from_weaver",
    "load_tagger",
    "model_card",
    "pretrained",
]
