"""Views of a ``JetTree`` for taggers that read no tree: PyG transforms, of one tree or a batch."""

from pyg_jets.transforms.image import Image
from pyg_jets.transforms.particle_set import ParticleSet
from pyg_jets.transforms.sequence import Sequence

__all__ = ["Image", "ParticleSet", "Sequence"]
