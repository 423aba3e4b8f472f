"""Observables of jets: each takes ``Constituents`` or a ``JetTreeDataset``, one value per jet.

Energy flow polynomials give a column per graph.
"""

from pyg_jets.observables._multigraphs import multigraphs
from pyg_jets.observables.angularity import (
    angularity,
    lha,
    mass_angularity,
    multiplicity,
    pt_d,
    width,
)
from pyg_jets.observables.energy_correlators import c2, d2
from pyg_jets.observables.energy_flow_polynomials import energy_flow_polynomials
from pyg_jets.observables.jet_mass import jet_mass
from pyg_jets.observables.lund_multiplicity import lund_multiplicity
from pyg_jets.observables.nsubjettiness import nsubjettiness, nsubjettiness_ratio
from pyg_jets.observables.nsubjettiness import nsubjettiness_up_to as nsubjettiness_up_to
from pyg_jets.observables.soft_drop import GroomedJets, soft_drop

__all__ = [
    "GroomedJets",
    "angularity",
    "c2",
    "d2",
    "energy_flow_polynomials",
    "jet_mass",
    "lha",
    "lund_multiplicity",
    "mass_angularity",
    "multigraphs",
    "multiplicity",
    "nsubjettiness",
    "nsubjettiness_ratio",
    "pt_d",
    "soft_drop",
    "width",
]
