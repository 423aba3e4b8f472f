"""Whether to believe an attribution: faithfulness, randomisation, null maps, agreement, truth."""

from pyg_jets.evaluation.after_randomisation import (
    Similarity,
    label_randomisation,
    parameter_randomisation,
)
from pyg_jets.evaluation.benchmark.run import benchmark
from pyg_jets.evaluation.completeness import completeness, shared_out
from pyg_jets.evaluation.deletion import Curve, deletion_curve
from pyg_jets.evaluation.fidelity import Fidelity, fidelity
from pyg_jets.evaluation.infidelity import infidelity
from pyg_jets.evaluation.mask_scores import MaskScores, mask_auc, mask_iou, mask_scores
from pyg_jets.evaluation.null import NullTest, differs_from_null, null_planes
from pyg_jets.evaluation.randomisation import (
    fit_to_permuted_labels,
    layers_from_head,
    randomisations,
    randomised,
    with_permuted_labels,
)
from pyg_jets.evaluation.sensitivity import sensitivity
from pyg_jets.evaluation.similarity import (
    attributed,
    attribution_plane,
    map_correlation,
    rank_correlation,
)
from pyg_jets.evaluation.top_splittings import top_splittings

__all__ = [
    "Curve",
    "Fidelity",
    "MaskScores",
    "NullTest",
    "Similarity",
    "attributed",
    "attribution_plane",
    "benchmark",
    "completeness",
    "deletion_curve",
    "differs_from_null",
    "fidelity",
    "fit_to_permuted_labels",
    "infidelity",
    "label_randomisation",
    "layers_from_head",
    "map_correlation",
    "mask_auc",
    "mask_iou",
    "mask_scores",
    "null_planes",
    "parameter_randomisation",
    "randomisations",
    "randomised",
    "rank_correlation",
    "sensitivity",
    "shared_out",
    "top_splittings",
    "with_permuted_labels",
]
