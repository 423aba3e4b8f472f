"""The claims that a study's results can test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyg_jets.study.claims.claim import Claim
from pyg_jets.study.claims.collinear_claims import collinear_claims
from pyg_jets.study.claims.direction_claims import direction_claims
from pyg_jets.study.claims.layer_claims import layer_claims
from pyg_jets.study.claims.map_claims import TrainingMaps, map_claims
from pyg_jets.study.claims.probe_claims import Probes, probe_claims
from pyg_jets.study.claims.transfer_claims import transfer_claims
from pyg_jets.study.collinear_response import CollinearResponse
from pyg_jets.study.layers import Scores
from pyg_jets.study.localisation import Found
from pyg_jets.study.transfers import Transfer


def all_claims(
    *,
    probes: Mapping[str, Sequence[Probes]] | None = None,
    directions: Sequence[Mapping[str, Found]] = (),
    transfers: Sequence[Transfer] = (),
    layers: Sequence[tuple[Scores, Scores]] = (),
    maps: Mapping[str, Sequence[TrainingMaps]] | None = None,
    collinear: Mapping[str, Sequence[tuple[CollinearResponse, CollinearResponse]]] | None = None,
) -> list[Claim]:
    """Every claim of the paper that these results can test, in the paper's order.

    A short study has probes, directions and maps; what is not given has no claims.

    Args:
        probes: By task the probes of each training.
        directions: For each training of W/QCD, how often each choice is the decay's splitting.
        transfers: Of any pairs and seeds.
        layers: For each training, the scores of trained and of untrained taggers.
        maps: By task the maps of each training, without the last clustering step.
        collinear: By task, for each training those of the trained and the untrained network.

    Raises:
        ValueError: If the tasks have maps of different numbers of trainings.
    """
    return [
        *probe_claims(probes or {}),
        *direction_claims(directions),
        *transfer_claims(transfers),
        *layer_claims(layers),
        *map_claims(maps or {}),
        *collinear_claims(collinear or {}),
    ]
