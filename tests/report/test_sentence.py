"""A sentence belongs to a task or to the overview."""

from pyg_jets.report import Sentence
from pyg_jets.report.section import Content


def test_sentences_stand_in_their_section() -> None:
    content = Content(sentences=[Sentence("All."), Sentence("One.", "a")])
    assert content.of(None).sentences == [Sentence("All.")]
    assert content.of("a").sentences == [Sentence("One.", "a")]
