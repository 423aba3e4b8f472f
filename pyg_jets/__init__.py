"""Jets come in, become trees, are tagged, and the tagger is read back onto the Lund plane.

Task           ->  kinds of jets            what is told apart, and where the jets are
sample / read  ->  Constituents             particles of many jets, packed
cluster        ->  JetTreeDataset           one clustering history (JetTree) per jet
save, write    ->  JetTreeShards            the same in many files, more than fit into memory
JetLoader      ->  PyG Batch                trees of a mini-batch in one graph
fit, predict   ->  tagger, probabilities    RecNN or any other tagger
node_saliency  ->  one number per node      how much the logit depends on it
LundPlane      ->  map                      the numbers over (ln 1/Delta, ln kt)
LinearProbe    ->  R2                       what the embedding knows

Names are imported when first used (PEP 562): ``import pyg_jets`` alone loads neither torch nor PyG.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyg_jets.datasets.kind import Kind
    from pyg_jets.datasets.task import Task
    from pyg_jets.jets import (
        Constituents,
        JetLoader,
        JetTree,
        JetTreeDataset,
        JetTreeShards,
        cluster,
    )
    from pyg_jets.lund import LundPlane, lund_coordinates
    from pyg_jets.probing import LinearProbe
    from pyg_jets.taggers.loading import load_tagger
    from pyg_jets.taggers.pretrained import model_card, pretrained
    from pyg_jets.training.fitting import fit
    from pyg_jets.training.predicting import predict

__version__ = version("pyg_jets")

__all__ = [
    "Constituents",
    "JetLoader",
    "JetTree",
    "JetTreeDataset",
    "JetTreeShards",
    "Kind",
    "LinearProbe",
    "LundPlane",
    "Task",
    "__version__",
    "attribution",
    "cluster",
    "datasets",
    "evaluation",
    "fit",
    "intervention",
    "jets",
    "load_tagger",
    "lund",
    "lund_coordinates",
    "metrics",
    "model_card",
    "nn",
    "observables",
    "predict",
    "pretrained",
    "probing",
    "simulation",
    "taggers",
    "training",
    "transforms",
    "unsupervised",
]

_HOME = {
    "datasets": ("Kind", "Task"),
    "jets": (
        "Constituents",
        "JetLoader",
        "JetTree",
        "JetTreeDataset",
        "JetTreeShards",
        "cluster",
    ),
    "lund": ("LundPlane", "lund_coordinates"),
    "probing": ("LinearProbe",),
    "taggers": ("load_tagger", "model_card", "pretrained"),
    "training": ("fit", "predict"),
}
_PACKAGE_OF = {name: package for package, names in _HOME.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _PACKAGE_OF:
        value = getattr(import_module(f"pyg_jets.{_PACKAGE_OF[name]}"), name)
    elif name in __all__:
        value = import_module(f"pyg_jets.{name}")
    else:
        raise AttributeError(f"module 'pyg_jets' has no attribute '{name}'")
    globals()[name] = value  # the next use finds it without this function
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
