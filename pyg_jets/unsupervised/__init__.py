"""Representations learnt without labels: any tagger as encoder, three ways to train it."""

from pyg_jets.unsupervised.autoencoder import Autoencoder
from pyg_jets.unsupervised.contrastive import Contrastive
from pyg_jets.unsupervised.jet_changes import jet_changes
from pyg_jets.unsupervised.masked import MaskedSplittings
from pyg_jets.unsupervised.objective import Objective
from pyg_jets.unsupervised.pretrained import Pretrained
from pyg_jets.unsupervised.pretraining import METHODS, pretrain

__all__ = [
    "METHODS",
    "Autoencoder",
    "Contrastive",
    "MaskedSplittings",
    "Objective",
    "Pretrained",
    "jet_changes",
    "pretrain",
]
