"""The paper's claims, one by one: each with its test over several trainings and its verdict."""

from pyg_jets.study.claims.all_claims import all_claims
from pyg_jets.study.claims.claim import Claim
from pyg_jets.study.claims.collinear_claims import collinear_claims
from pyg_jets.study.claims.direction_claims import direction_claims
from pyg_jets.study.claims.layer_claims import layer_claims
from pyg_jets.study.claims.map_claims import TrainingMaps, map_claims
from pyg_jets.study.claims.probe_claims import probe_claims
from pyg_jets.study.claims.t_interval import Interval, t_interval
from pyg_jets.study.claims.table import claims_numbers, claims_sentences, claims_table
from pyg_jets.study.claims.transfer_claims import transfer_claims

__all__ = [
    "Claim",
    "Interval",
    "TrainingMaps",
    "all_claims",
    "claims_numbers",
    "claims_sentences",
    "claims_table",
    "collinear_claims",
    "direction_claims",
    "layer_claims",
    "map_claims",
    "probe_claims",
    "t_interval",
    "transfer_claims",
]
