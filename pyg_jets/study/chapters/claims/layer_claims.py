"""Appendix C: what the last three layers of four networks know of the observables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pyg_jets.study.chapters.claims.claim import Claim
from pyg_jets.study.chapters.claims.probe_claims import counted_r2, lead
from pyg_jets.study.chapters.layers.measure import Scores

DOMINANT = ("width", "mass", "tau_1")
"""The paper adds τ_2 in brackets: it may be on either side, so it is on none."""

DOMINATED = ("multiplicity", "pt_d", "tau_3", "tau_21", "tau_32")

NEAR_ZERO = 0.1
"""Mean R² up to which a layer's R² are *close to 0*."""

FLATTEN, DENSE = "Hidden(-3)", "Hidden(-2)"
"""The CNN's flatten layer and the dense one behind it."""

OTHERS = ("FCN", "LSTM", "CNN")
RECNN = "RecNN"

R2 = Mapping[str, Mapping[str, Mapping[str, float]]]
"""By tagger, layer and observable."""


def layer_claims(layers: Sequence[tuple[Scores, Scores]]) -> list[Claim]:
    """The claims on Figure 2; those whose taggers were not probed are left out.

    Args:
        layers: For each training the scores of the trained and of the untrained taggers.
    """
    if not layers:
        return []
    pairs = [(_counted(trained), _counted(untrained)) for trained, untrained in layers]
    known = layers[0][0]
    claims = [_dominates(tagger, pairs) for tagger in OTHERS if tagger in known]
    if "CNN" in known:
        claims += [_near_zero(pairs), _rises(pairs)]
    if {RECNN, *OTHERS} <= known.keys():
        claims.append(_surpasses(pairs))
    return claims


def dominance(r2: R2, tagger: str) -> float:
    """Lowest R² of width, mass and tau_1 minus the highest of the rest, in the worst layer."""
    return float(np.min([lead(layer, DOMINANT, DOMINATED) for layer in r2[tagger].values()]))


def mean_r2(r2: R2, tagger: str, layer: str) -> float:
    """Mean over the observables."""
    return float(np.mean(list(r2[tagger][layer].values())))


def best_layer(r2: R2, tagger: str) -> float:
    """Mean R² over the observables of the layer where it is highest."""
    return float(np.max([mean_r2(r2, tagger, layer) for layer in r2[tagger]]))


def _dominates(tagger: str, pairs: Sequence[tuple[R2, R2]]) -> Claim:
    return _claim(
        f"dominate-{tagger.lower()}",
        "For all these architectures (FCN, LSTM, CNN) jet width, jet mass and τ_1 (τ_2) always "
        "dominate.",
        f"{tagger}: lowest R² of width, mass, τ_1 minus the highest of multiplicity, pt_d, τ_3, "
        "τ_21, τ_32, in the worst of the last three layers.",
        pairs,
        lambda r2: dominance(r2, tagger),
    )


def _near_zero(pairs: Sequence[tuple[R2, R2]]) -> Claim:
    return _claim(
        "flatten-near-zero",
        "In the CNN's flatten layer R² are always close to 0.",
        f"{NEAR_ZERO} minus the mean R² over the observables of the flatten layer.",
        pairs,
        lambda r2: NEAR_ZERO - mean_r2(r2, "CNN", FLATTEN),
    )


def _rises(pairs: Sequence[tuple[R2, R2]]) -> Claim:
    return _claim(
        "dense-rises",
        "In later dense layers of the CNN R² increases a bit.",
        "Mean R² over the observables of the CNN's first dense layer, minus that of its flatten "
        "layer.",
        pairs,
        lambda r2: mean_r2(r2, "CNN", DENSE) - mean_r2(r2, "CNN", FLATTEN),
    )


def _surpasses(pairs: Sequence[tuple[R2, R2]]) -> Claim:
    return _claim(
        "recnn-surpasses",
        "RecNN obviously surpasses other models in learning physics observables.",
        "Mean R² over the observables of the RecNN's best layer, minus that of the best layer of "
        "FCN, LSTM and CNN.",
        pairs,
        lambda r2: best_layer(r2, RECNN) - float(np.max([best_layer(r2, o) for o in OTHERS])),
    )


def _claim(
    name: str,
    quote: str,
    test: str,
    pairs: Sequence[tuple[R2, R2]],
    margin: Callable[[R2], float],
) -> Claim:
    trained, untrained = zip(*pairs, strict=True)
    margins = list(map(margin, trained)), list(map(margin, untrained))
    return Claim(name, quote, "2, C", "top-qcd", test, *margins)


def _counted(scores: Scores) -> R2:
    return {
        tagger: {
            layer: {name: counted_r2(score) for name, score in r2.items()}
            for layer, r2 in layers.items()
        }
        for tagger, layers in scores.items()
    }
