"""Views of a ``JetTree`` for taggers that read something else: PyG transforms, of one or many."""

from pyg_jets.transforms.image import Image
from pyg_jets.transforms.lund_tree import LundTree
from pyg_jets.transforms.particle_cloud import ParticleCloud
from pyg_jets.transforms.particle_set import ParticleSet
from pyg_jets.transforms.sequence import Sequence
from pyg_jets.transforms.sub_graph import SubGraph, sub_graph

__all__ = [
    "Image",
    "LundTree",
    "ParticleCloud",
    "ParticleSet",
    "Sequence",
    "SubGraph",
    "sub_graph",
]
