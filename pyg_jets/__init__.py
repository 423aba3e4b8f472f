"""Jets come in, become trees, are tagged, and the tagger is read back onto the Lund plane.

sample / read  ->  Constituents             particles of many jets, packed
cluster        ->  JetTreeDataset           one clustering history (JetTree) per jet
save, write    ->  JetTreeShards            the same in many files, more than fit into memory
JetLoader      ->  PyG Batch                trees of a mini-batch in one graph
fit, predict   ->  tagger, probabilities    RecNN or any other tagger
node_saliency  ->  one number per node      how much the logit depends on it
LundPlane      ->  map                      the numbers over (ln 1/Delta, ln kt)
LinearProbe    ->  R2                       what the embedding knows
"""

from importlib.metadata import version

from pyg_jets import attribution, datasets, nn, observables, taggers, transforms
from pyg_jets.clustering import cluster
from pyg_jets.constituents import Constituents
from pyg_jets.jet_tree import JetTree
from pyg_jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.jet_tree_shards import JetTreeShards
from pyg_jets.loader import JetLoader
from pyg_jets.lund import LundPlane, lund_coordinates
from pyg_jets.probing import LinearProbe
from pyg_jets.taggers import load_tagger, model_card, pretrained
from pyg_jets.training import fit, predict

__version__ = version("pyg_jets")

__all__ = [
    "Constituents",
    "JetLoader",
    "JetTree",
    "JetTreeDataset",
    "JetTreeShards",
    "LinearProbe",
    "LundPlane",
    "__version__",
    "attribution",
    "cluster",
    "datasets",
    "fit",
    "load_tagger",
    "lund_coordinates",
    "model_card",
    "nn",
    "observables",
    "predict",
    "pretrained",
    "taggers",
    "transforms",
]
