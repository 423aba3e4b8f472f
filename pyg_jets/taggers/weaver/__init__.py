"""What was trained in weaver, as taggers."""

from pyg_jets.taggers.weaver.config import Group, WeaverConfig
from pyg_jets.taggers.weaver.from_weaver import from_weaver
from pyg_jets.taggers.weaver.inputs import WeaverInputs
from pyg_jets.taggers.weaver.tagger import WeaverTagger

__all__ = ["Group", "WeaverConfig", "WeaverInputs", "WeaverTagger", "from_weaver"]
