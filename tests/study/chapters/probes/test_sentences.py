"""The best reads and the largest gains, by hand."""

from pyg_jets.probing import ControlledProbe, ProbeScore
from pyg_jets.study.chapters.probes.sentences import probe_sentence


def _probe(trained: float, untrained: float, worst: float = 0.0) -> ControlledProbe:
    read = ProbeScore(trained, trained, trained, worst=worst)
    other = ProbeScore(untrained, untrained, untrained)
    return ControlledProbe(read, other, other, other, other)


def test_the_best_read_and_the_most_learnt_are_named() -> None:
    of_w = {
        "mass": _probe(0.92, 0.88),
        "tau_21": _probe(0.69, 0.44),
        "pt_d": _probe(0.99, 0.0, worst=0.5),
    }
    assert probe_sentence({"w-qcd": of_w, "x-y": {"pt_d": _probe(0.9, 0.1, worst=0.5)}}) == (
        "Read best from the embedding by a straight line: w-qcd mass (R² 0.88 before training, "
        "0.92 after), x-y nothing that does not rest on one jet; raised most by training: w-qcd "
        "tau_21 (R² 0.44 before training, 0.69 after), x-y nothing that does not rest on one jet."
    )
