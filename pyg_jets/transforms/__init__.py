"""Views of a ``JetTree`` for taggers that read something else, and changes of the constituents.

Views are PyG transforms of one tree or a batch; changes, the tests of infrared and collinear
safety and of the detector, are PyG transforms of ``Constituents`` too, and cluster trees again.
"""

from pyg_jets.transforms import features
from pyg_jets.transforms.changes.collinear import CollinearSplits
from pyg_jets.transforms.changes.kt_cut import KtCut
from pyg_jets.transforms.changes.lost_particles import LostParticles
from pyg_jets.transforms.changes.pt_shift import PtShift
from pyg_jets.transforms.changes.rotation import Rotation
from pyg_jets.transforms.changes.smearing import Smearing
from pyg_jets.transforms.changes.soft import SoftParticles
from pyg_jets.transforms.four_vectors import FourVectors
from pyg_jets.transforms.image import Image
from pyg_jets.transforms.lund_tree import LundTree
from pyg_jets.transforms.particle_cloud import ParticleCloud
from pyg_jets.transforms.particle_set import ParticleSet
from pyg_jets.transforms.sequence import Sequence
from pyg_jets.transforms.sub_graph import SubGraph, sub_graph

__all__ = [
    "CollinearSplits",
    "FourVectors",
    "Image",
    "KtCut",
    "LostParticles",
    "LundTree",
    "ParticleCloud",
    "ParticleSet",
    "PtShift",
    "Rotation",
    "Sequence",
    "Smearing",
    "SoftParticles",
    "SubGraph",
    "features",
    "sub_graph",
]
