"""What a tagger uses: its answer to moved splittings, erased observables, and its order of jets."""

from pyg_jets.intervention.clustering_sensitivity import (
    ClusteringSensitivity,
    clustering_sensitivity,
)
from pyg_jets.intervention.erasure import Eraser, erase
from pyg_jets.intervention.erasure_cost import Change, ErasureCost, erasure_cost
from pyg_jets.intervention.expression import Expression
from pyg_jets.intervention.feature_quality import FeatureQuality, feature_quality
from pyg_jets.intervention.features import SparseFeatures, sparse_features
from pyg_jets.intervention.formula import Formula, formula
from pyg_jets.intervention.ordering import decision_ordering
from pyg_jets.intervention.ordering_search import Step, ordering_search
from pyg_jets.intervention.pair_interactions import PairInteractions, pair_interactions
from pyg_jets.intervention.patching import Level, Patching, layers_of, patching
from pyg_jets.intervention.response import Response, response
from pyg_jets.intervention.roads import Roads, roads
from pyg_jets.intervention.twins import TwinResponse, Twins, twin_response, twins

__all__ = [
    "Change",
    "ClusteringSensitivity",
    "Eraser",
    "ErasureCost",
    "Expression",
    "FeatureQuality",
    "Formula",
    "Level",
    "PairInteractions",
    "Patching",
    "Response",
    "Roads",
    "SparseFeatures",
    "Step",
    "TwinResponse",
    "Twins",
    "clustering_sensitivity",
    "decision_ordering",
    "erase",
    "erasure_cost",
    "feature_quality",
    "formula",
    "layers_of",
    "ordering_search",
    "pair_interactions",
    "patching",
    "response",
    "roads",
    "sparse_features",
    "twin_response",
    "twins",
]
