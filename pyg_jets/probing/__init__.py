"""What an embedding knows: probes, their controls, and embeddings against each other."""

from pyg_jets.probing.angularity_scan import AngularityScan, scan_angularities
from pyg_jets.probing.bases import Explained, correlator_basis, explained, nsubjettiness_basis
from pyg_jets.probing.controls import (
    ControlledProbe,
    controlled_probe,
    partial_probe,
    permuted_probe,
)
from pyg_jets.probing.cross_validated import probe, probe_labels, probe_many
from pyg_jets.probing.fitting.alive_scaler import AliveScaler
from pyg_jets.probing.fitting.training_range import TrainingRange
from pyg_jets.probing.layers import last_call, layer_outputs
from pyg_jets.probing.linear_probe import LinearProbe
from pyg_jets.probing.mdl import Codelength, codelength, label_codelength
from pyg_jets.probing.probe_score import ProbeScore
from pyg_jets.probing.raw_features import raw_features
from pyg_jets.probing.representations import linear_cka
from pyg_jets.probing.stronger_probes import kernel_probe, logistic_probe, mlp_probe, ridge_probe
from pyg_jets.probing.together import Together, stacked_auc

__all__ = [
    "AliveScaler",
    "AngularityScan",
    "Codelength",
    "ControlledProbe",
    "Explained",
    "LinearProbe",
    "ProbeScore",
    "Together",
    "TrainingRange",
    "codelength",
    "controlled_probe",
    "correlator_basis",
    "explained",
    "kernel_probe",
    "label_codelength",
    "last_call",
    "layer_outputs",
    "linear_cka",
    "logistic_probe",
    "mlp_probe",
    "nsubjettiness_basis",
    "partial_probe",
    "permuted_probe",
    "probe",
    "probe_labels",
    "probe_many",
    "raw_features",
    "ridge_probe",
    "scan_angularities",
    "stacked_auc",
]
