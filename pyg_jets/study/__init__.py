"""The paper: train, evaluate, probe, and read the taggers."""

from pyg_jets.study.agreement import (
    Agreement,
    agreement,
    agreement_numbers,
    agreement_of,
    agreement_table,
)
from pyg_jets.study.agreement_picture import agreement_picture
from pyg_jets.study.comparison import Compared, baseline_auc, compare
from pyg_jets.study.config import CONFIGS, StudyConfig
from pyg_jets.study.decay_splitting import decay_splitting
from pyg_jets.study.decay_truth import DecayTruth, decay_truth
from pyg_jets.study.direction import observable_direction
from pyg_jets.study.explanation import TaskExplained, explain_task, methods_named
from pyg_jets.study.faithfulness import Faithfulness, faithfulness
from pyg_jets.study.faithfulness_table import faithfulness_numbers, faithfulness_table
from pyg_jets.study.ground_truth import chance, find_planted, hit_rate, planted_splittings
from pyg_jets.study.layers import figure_2, probe_layers, train_all
from pyg_jets.study.layers_table import layers_numbers, layers_table
from pyg_jets.study.localisation import localise
from pyg_jets.study.map_data import slice_planes
from pyg_jets.study.map_pictures import (
    difference_picture,
    map_picture,
    slice_picture,
)
from pyg_jets.study.mass_direction import mass_direction
from pyg_jets.study.measures import Measures, measure_methods
from pyg_jets.study.pictures import saliency_panel
from pyg_jets.study.planted_table import finds, planted_numbers, planted_table
from pyg_jets.study.probe_task import probe_task
from pyg_jets.study.probes import observables_of, probe_observables
from pyg_jets.study.saliency import Planes, saliency_planes, saliency_planes_of_shards
from pyg_jets.study.saved import load_study
from pyg_jets.study.several_seeds import pooled
from pyg_jets.study.source import jets_of_kind
from pyg_jets.study.study import study
from pyg_jets.study.tables import probe_table
from pyg_jets.study.task import (
    TaskResult,
    evaluate,
    held_out_jets,
    read_task,
    task_jets,
    train_task,
)
from pyg_jets.study.transfer_table import transfer_numbers, transfer_table
from pyg_jets.study.transfers import Transfer, run_transfers
from pyg_jets.study.truth_scores import (
    TruthScores,
    score_values,
    truth_chance,
    truth_scores,
    truth_values,
)
from pyg_jets.study.truth_table import truth_numbers, truth_table

__all__ = [
    "CONFIGS",
    "Agreement",
    "Compared",
    "DecayTruth",
    "Faithfulness",
    "Measures",
    "Planes",
    "StudyConfig",
    "TaskExplained",
    "TaskResult",
    "Transfer",
    "TruthScores",
    "agreement",
    "agreement_numbers",
    "agreement_of",
    "agreement_picture",
    "agreement_table",
    "baseline_auc",
    "chance",
    "compare",
    "decay_splitting",
    "decay_truth",
    "difference_picture",
    "evaluate",
    "explain_task",
    "faithfulness",
    "faithfulness_numbers",
    "faithfulness_table",
    "figure_2",
    "find_planted",
    "finds",
    "held_out_jets",
    "hit_rate",
    "jets_of_kind",
    "layers_numbers",
    "layers_table",
    "load_study",
    "localise",
    "map_picture",
    "mass_direction",
    "measure_methods",
    "methods_named",
    "observable_direction",
    "observables_of",
    "planted_numbers",
    "planted_splittings",
    "planted_table",
    "pooled",
    "probe_layers",
    "probe_observables",
    "probe_table",
    "probe_task",
    "read_task",
    "run_transfers",
    "saliency_panel",
    "saliency_planes",
    "saliency_planes_of_shards",
    "score_values",
    "slice_picture",
    "slice_planes",
    "study",
    "task_jets",
    "train_all",
    "train_task",
    "transfer_numbers",
    "transfer_table",
    "truth_chance",
    "truth_numbers",
    "truth_scores",
    "truth_table",
    "truth_values",
]
