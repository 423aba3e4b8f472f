"""Section 3, its open question: collinear saliency and collinear safety."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.robustness.collinear_response import CollinearResponse


def collinear_claims(
    responses: Mapping[str, Sequence[tuple[CollinearResponse, CollinearResponse]]],
) -> list[Claim]:
    """The paper's question, one claim for every task; *holds* means that they are related.

    Args:
        responses: By task, for each training those of the trained and of the untrained network.
    """
    return [_claim(task, of_task) for task, of_task in responses.items() if of_task]


def _claim(task: str, responses: Sequence[tuple[CollinearResponse, CollinearResponse]]) -> Claim:
    return Claim(
        "collinear-safety",
        "A question: it is not clear if some high activity in the collinear region is related to "
        "the IRC safety of the network.",
        "3",
        task,
        "Rank correlation over jets of collinear saliency and of how far collinear splits move the "
        "logit, given multiplicity and pt. Holds means: related.",
        [trained.partial.value for trained, _ in responses],
        [untrained.partial.value for _, untrained in responses],
    )
