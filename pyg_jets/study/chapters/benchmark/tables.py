"""Tables of the benchmark: ranked per truth, every measure, the taggers, the cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyg_jets.evaluation.benchmark.controls import CONTROLS
from pyg_jets.evaluation.benchmark.measures import LEARNT, OTHERS
from pyg_jets.evaluation.benchmark.results import Benchmark, Row
from pyg_jets.evaluation.benchmark.run import KNOWN_FUNCTION
from pyg_jets.evaluation.benchmark.truths import TRUTHS
from pyg_jets.metrics import Estimate
from pyg_jets.report import Table
from pyg_jets.study.numbers import cell, intervals_of

NOTHING = "–"
_HEADLINE = "auc"
_EXACT = ("auc", "top1", "top_k", "cosine", "error", "outside")
_TITLES = {
    "auc": "mask AUC",
    "top1": "top-1 hits",
    "top_k": "top-k hits",
    "deletion": "deletion",
    "insertion": "insertion",
    "agreement": "agreement",
    "untrained": "like untrained",
    "completeness": "sum off by",
    "error": "error",
    "cosine": "cosine",
    "outside": "on nothing",
}


def ranked_table(result: Benchmark, truth: str) -> Table:
    """Methods on one truth, the best first.

    Where networks learn: by tagger the mask AUC on the scale of what was learnt. Of a known
    function: how right its values are.

    Args:
        result: The benchmark.
        truth: Name of the truth.
    """
    rows = [row for row in result.find(truth=truth) if row.measure == _HEADLINE]
    taggers = list(dict.fromkeys(row.tagger for row in rows))
    if set(taggers) == {KNOWN_FUNCTION}:
        return _known_table(result, truth)
    means = {name: _mean(row.learnt for row in rows if row.method == name) for name in _names(rows)}
    by_name = {(row.method, row.tagger): row.learnt for row in rows}
    body = [
        [name, _short(mean), *(_cell(by_name.get((name, tagger))) for tagger in taggers)]
        for name, mean in _best_first(means)
    ]
    settings = result.settings
    caption = (
        f"{_title(truth)}: how often a splitting that matters has a larger value than one that "
        "does not (mask AUC), on the scale on which the truth has 1 and the same method on taggers "
        "trained on permuted labels (random numbers without such) has 0; best mean over taggers "
        f"first; {settings['jets']} test jets, {intervals_of(settings['trainings'])}. {NOTHING}: "
        "the method does not take the tagger, or the same on permuted labels is as good as the "
        "truth within errors."
    )
    return Table(f"benchmark-{truth}", caption, ["method", "mean", *taggers], body)


def measures_table(result: Benchmark, truth: str) -> Table:
    """Every measure of every method and tagger on one truth, as it is.

    Args:
        result: The benchmark.
        truth: Name of the truth.
    """
    rows = list(result.find(truth=truth))
    measures = [name for name in (*LEARNT, *OTHERS) if any(row.measure == name for row in rows)]
    by_name = {(row.tagger, row.method, row.measure): row.value for row in rows}
    pairs = dict.fromkeys((row.tagger, row.method) for row in rows)
    body = [
        [*pair, *(_cell(by_name.get((*pair, measure))) for measure in measures)] for pair in pairs
    ]
    caption = (
        f"{_title(truth)}: every measure as it is, with the truth (oracle), the largest kt and "
        "random numbers beside the methods. Deletion and insertion: areas of the tagger's AUC "
        "beyond a random order; agreement: rank correlation from training to training; like "
        "untrained: rank correlation with the map of the untrained network; sum off by: relative "
        f"error of completeness. {intervals_of(result.settings['trainings'])}."
    )
    header = ["tagger", "method", *(_TITLES[name] for name in measures)]
    return Table(f"benchmark-{truth}-measures", caption, header, body)


def tagger_table(result: Benchmark) -> Table:
    """How well each tagger learnt each truth.

    Args:
        result: The benchmark.
    """
    truths = list(dict.fromkeys(truth for truth, _ in result.auc))
    taggers = list(dict.fromkeys(tagger for _, tagger in result.auc))
    body = [[name, *(_cell(result.auc.get((truth, name))) for truth in truths)] for name in taggers]
    caption = "AUC of the taggers on the test jets of each truth."
    return Table("benchmark-taggers", caption, ["tagger", *truths], body)


def cost_table(result: Benchmark) -> Table:
    """Jets per second of each method on each tagger, the mean over truths.

    Args:
        result: The benchmark.
    """
    taggers = list(dict.fromkeys(tagger for _, tagger, _ in result.speed))
    methods = list(dict.fromkeys(method for _, _, method in result.speed))
    body = []
    for method in methods:
        cells = []
        for tagger in taggers:
            own = [x for names, x in result.speed.items() if names[1:] == (tagger, method)]
            cells.append(f"{len(own) / sum(1 / x for x in own):.3g}" if own else NOTHING)
        body.append([method, *cells])
    caption = (
        "Jets per second of the processor's time that a method explains, without what is compiled "
        "once; sizes of jets and networks decide: compare within the table."
    )
    return Table("benchmark-cost", caption, ["method", *taggers], body)


def _known_table(result: Benchmark, truth: str) -> Table:
    """Methods on known functions, by their values; the smaller error first among equals."""
    rows = list(result.find(truth=truth))
    measures = [name for name in _EXACT if any(row.measure == name for row in rows)]
    taggers = list(dict.fromkeys(row.tagger for row in rows))
    by_name = {(row.tagger, row.method, row.measure): row.value for row in rows}
    keys = [(tagger, name) for tagger in taggers for name in _names(rows)]
    there = [key for key in keys if (*key, _HEADLINE) in by_name]

    def place(key: tuple[str, str]) -> tuple[float, float]:
        error = by_name.get((*key, "error"))
        return (
            -round(by_name[(*key, _HEADLINE)].value, 3),
            0.0 if error is None else error.value,
        )

    body = [
        [
            *((key[0],) if len(taggers) > 1 else ()),
            key[1],
            *(_cell(by_name.get((*key, name))) for name in measures),
        ]
        for key in sorted(there, key=place)
    ]
    caption = (
        f"{_title(truth)}: how right the methods are, {result.settings['jets']} jets, 68 % "
        "intervals over jets. Error: sum of |value - right| over the sum of |right|, of values in "
        "units of the logit; cosine: the same without a unit; on nothing: share of the values on "
        "splittings that bring nothing."
    )
    shown = [*(("tagger",) if len(taggers) > 1 else ()), "method"]
    header = [*shown, *(_TITLES[name] for name in measures)]
    return Table(f"benchmark-{truth}", caption, header, body)


def _names(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row.method for row in rows))


def _best_first(means: dict[str, float | None]) -> Sequence[tuple[str, float | None]]:
    """Controls that know nothing and methods without a number come where they belong: last."""
    return sorted(
        means.items(), key=lambda pair: (pair[1] is None, -(pair[1] or 0.0), pair[0] in CONTROLS)
    )


def _mean(estimates: Iterable[Estimate | None]) -> float | None:
    values = [each.value for each in estimates if each is not None]
    return sum(values) / len(values) if values else None


def _short(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return NOTHING
    # Beyond six decimals is rounding.
    value, low, high = (round(x, 6) for x in (estimate.value, estimate.low, estimate.high))
    spread = None if estimate.spread is None else round(estimate.spread, 6)
    return cell(Estimate(value, low, high, spread=spread))


def _title(truth: str) -> str:
    title = TRUTHS[truth].title if truth in TRUTHS else truth
    return title[0].upper() + title[1:]
