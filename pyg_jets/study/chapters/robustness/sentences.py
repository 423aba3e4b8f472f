"""What changes of the jets do to a tagger, in sentences made from the numbers."""

from __future__ import annotations

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.robustness.changes import SOFT_FAR, SOFT_IN_JET
from pyg_jets.study.chapters.robustness.irc_scan import TOLERANCE
from pyg_jets.study.chapters.robustness.measure import TaggerRobustness


def robustness_sentences(tested: TaggerRobustness, task: str) -> list[str]:
    """What is said of a tagger: soft particles first, then the paper's question."""
    return [soft_sentence(tested, task), collinear_sentence(tested, task)]


def soft_sentence(tested: TaggerRobustness, task: str) -> str:
    """What one soft particle does: in the jet, and far from it."""
    inside, far = (tested.changes[name].response for name in (SOFT_IN_JET, SOFT_FAR))
    return (
        f"{tested.name}, {task}: one particle of 0.1 MeV in the jet (within {tested.radius:g} of "
        f"its axis) changes the AUC by {inside.auc_change} and moves the median jet's logit by "
        f"{inside.relative:.2g} of the logits' spread; one far from the jet, which a jet finder "
        f"would leave out, changes the AUC by {far.auc_change} and moves it by {far.relative:.2g}."
    )


def collinear_sentence(tested: TaggerRobustness, task: str) -> str:
    """Whether collinear saliency goes with collinear response, which the paper asks."""
    trained, untrained = tested.collinear["trained"], tested.collinear["untrained"]
    if tested.scans["collinear"].safe:
        return (
            f"{tested.name}, {task}: collinear splits move the logit by less than "
            f"{TOLERANCE:g} of its spread in 95 % of the jets, so "
            f"that its collinear saliency says nothing of them ({trained.jets} jets)."
        )
    partial = trained.partial
    above, below = partial.low > 0, partial.high < 0
    goes = "goes with more" if above else "goes with less" if below else "does not go with"
    more = "more" if partial.value > untrained.partial.value else "less"
    learnt = "as in" if _overlap(partial, untrained.partial) else f"{more} than in"
    return (
        f"{tested.name}, {task}: high collinear saliency {goes} response to collinear splits "
        f"(rank correlation {trained.plain}, {partial} given multiplicity and pt, "
        f"{trained.jets} jets), {learnt} the untrained network ({untrained.partial})."
    )


def _overlap(one: Estimate, other: Estimate) -> bool:
    return one.low <= other.high and other.low <= one.high
