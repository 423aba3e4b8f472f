"""Networks that tell one kind of jet from another."""

from pyg_jets.taggers.recnn import RecNN
from pyg_jets.taggers.tagger import Tagger, load_tagger

__all__ = ["RecNN", "Tagger", "load_tagger"]
