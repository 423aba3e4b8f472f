"""The Lund plane: where splittings lie, maps over it, their errors and differences."""

from pyg_jets.lund.coordinates import LundCoordinates, Part, lund_coordinates
from pyg_jets.lund.difference import LundDifference
from pyg_jets.lund.map_differences import MapDifference, map_difference, paired_map_difference
from pyg_jets.lund.map_errors import bootstrap_error
from pyg_jets.lund.map_file import save_maps
from pyg_jets.lund.plane import LundPlane, OnLundPlane
from pyg_jets.lund.pt_slices import PT_EDGES, jet_pt, pt_slices

__all__ = [
    "PT_EDGES",
    "LundCoordinates",
    "LundDifference",
    "LundPlane",
    "MapDifference",
    "OnLundPlane",
    "Part",
    "bootstrap_error",
    "jet_pt",
    "lund_coordinates",
    "map_difference",
    "paired_map_difference",
    "pt_slices",
    "save_maps",
]
