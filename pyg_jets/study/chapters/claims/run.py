"""The paper's claims held against the results of the other chapters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyg_jets.lund import LundPlane
from pyg_jets.report import Sentence
from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.claims.collinear_claims import collinear_claims
from pyg_jets.study.chapters.claims.direction_claims import direction_claims
from pyg_jets.study.chapters.claims.layer_claims import layer_claims
from pyg_jets.study.chapters.claims.map_claims import TrainingMaps, map_claims
from pyg_jets.study.chapters.claims.probe_claims import probe_claims
from pyg_jets.study.chapters.claims.tables import claims_numbers, claims_summary, claims_table
from pyg_jets.study.chapters.claims.transfer_claims import transfer_claims
from pyg_jets.study.chapters.layers.run import Layers
from pyg_jets.study.chapters.maps.measure import PlanesByKind, SaliencyMaps
from pyg_jets.study.chapters.mass_direction.run import MassDirection
from pyg_jets.study.chapters.probes.measure import Reading
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness
from pyg_jets.study.chapters.transfer.measure import Transfer
from pyg_jets.study.shown import Shown


def run(
    *,
    probes: Mapping[str, Sequence[Reading]],
    mass_direction: Sequence[MassDirection] = (),
    transfer: Sequence[Transfer] = (),
    layers: Layers | None = None,
    maps: Mapping[str, Sequence[SaliencyMaps]],
    robustness: Mapping[str, Sequence[Sequence[TaggerRobustness]]] | None = None,
) -> list[Claim]:
    """Every claim of the paper that these results can test, in the paper's order.

    What a chapter gave nothing for has no claims.

    Args:
        probes: Of each training, by task.
        mass_direction: Of each training of W/QCD.
        transfer: Of any pairs and seeds.
        layers: Of each training.
        maps: Of each training, by task.
        robustness: By task, of each training, its taggers; that of the network that is read is the
            first.

    Raises:
        ValueError: If the tasks have maps of different numbers of trainings.
    """
    four = [] if layers is None else layers.trainings
    return [
        *probe_claims({task: [one.linear for one in seeds] for task, seeds in probes.items()}),
        *direction_claims([training.hit_rates for training in mass_direction]),
        *transfer_claims(transfer),
        *layer_claims([(training.trained, training.untrained) for training in four]),
        *map_claims({task: list(map(_without_roots, seeds)) for task, seeds in maps.items()}),
        *collinear_claims(
            {
                task: [
                    (taggers[0].collinear["trained"], taggers[0].collinear["untrained"])
                    for taggers in trainings
                ]
                for task, trainings in (robustness or {}).items()
            }
        ),
    ]


def show(result: list[Claim]) -> Shown:
    """A table of all claims, and how many hold."""
    summary = [Sentence(claims_summary(result))] if result else []
    return Shown({"claims": claims_numbers(result)}, [claims_table(result)], sentences=summary)


def _without_roots(maps: SaliencyMaps) -> TrainingMaps:
    def planes(of: PlanesByKind) -> dict[str, LundPlane]:
        return {kind: plane for (kind, with_root), plane in of.items() if not with_root}

    return TrainingMaps(planes(maps.trained), planes(maps.untrained))
