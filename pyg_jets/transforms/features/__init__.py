"""Inputs of networks by name: of particles, splittings and pairs, of columns, as expressions."""

from pyg_jets.transforms.features.feature import Feature, read_features
from pyg_jets.transforms.features.jetclass import JETCLASS_INPUTS
from pyg_jets.transforms.features.lookup import FEATURES, MissingColumn
from pyg_jets.transforms.features.of_pairs import PAIR_FEATURES, pair_features
from pyg_jets.transforms.features.table import feature_table

__all__ = [
    "FEATURES",
    "JETCLASS_INPUTS",
    "PAIR_FEATURES",
    "Feature",
    "MissingColumn",
    "feature_table",
    "pair_features",
    "read_features",
]
