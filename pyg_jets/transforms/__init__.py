"""Views of a ``JetTree`` for taggers that read another thing: PyG transforms, of one or a batch."""

from pyg_jets.transforms.image import Image
from pyg_jets.transforms.lund_tree import LundTree
from pyg_jets.transforms.particle_cloud import ParticleCloud
from pyg_jets.transforms.particle_set import ParticleSet
from pyg_jets.transforms.sequence import Sequence

__all__ = ["Image", "LundTree", "ParticleCloud", "ParticleSet", "Sequence"]
