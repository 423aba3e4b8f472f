"""What a tagger uses: its answer to moved splittings, erased observables, and its order of jets."""

from pyg_jets.intervention.erasure import Eraser, erase
from pyg_jets.intervention.erasure_cost import Change, ErasureCost, erasure_cost
from pyg_jets.intervention.ordering import decision_ordering
from pyg_jets.intervention.response import Response, response
from pyg_jets.intervention.roads import Roads, roads
from pyg_jets.intervention.twins import TwinResponse, Twins, twin_response, twins

__all__ = [
    "Change",
    "Eraser",
    "ErasureCost",
    "Response",
    "Roads",
    "TwinResponse",
    "Twins",
    "decision_ordering",
    "erase",
    "erasure_cost",
    "response",
    "roads",
    "twin_response",
    "twins",
]
