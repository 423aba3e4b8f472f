"""In words: where the numbers follow the paper's trends, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyg_jets.metrics import Estimate
from pyg_jets.probing import ControlledProbe
from pyg_jets.report import Table

LEADERS = {
    "w-qcd": ("mass", "width"),
    "top-qcd": ("mass", "width"),
    "quark-gluon": ("multiplicity", "pt_d"),
}
"""The observables that an embedding explains best, by task: the paper's reading of its Table 1."""

_TAUS, _RATIOS = ("tau_1", "tau_2", "tau_3"), ("tau_21", "tau_32")


def trend_table(tasks: Mapping[str, Mapping[str, ControlledProbe]]) -> Table:
    """The trends of the paper's Table 1, and whether the trained and the untrained network show it.

    Args:
        tasks: By name of the task the probes of each observable.
    """
    rows = []
    for task, probes in tasks.items():
        leaders = LEADERS[task]
        others = [name for name in probes if name not in leaders]
        for claim, above, below in (
            (f"{' and '.join(leaders)} lead", leaders, others),
            ("tau_N are above their ratios", _TAUS, _RATIOS),
        ):
            verdicts = [
                verdict({name: getattr(each, which) for name, each in probes.items()}, above, below)
                for which in ("trained", "untrained")
            ]
            rows.append([task, claim, *verdicts])
    shown = sum(row[2].startswith("yes") for row in rows)
    caption = (
        f"Trends that the paper reads off its Table 1: {shown} of {len(rows)} hold here. In "
        "brackets R²; within errors means that the 68 % intervals overlap. A trend that the "
        "untrained network shows too does not come from training."
    )
    return Table("trends", caption, ["task", "the paper: R² of ...", "trained", "untrained"], rows)


def verdict(estimates: Mapping[str, Estimate], above: Sequence[str], below: Sequence[str]) -> str:
    """Whether the lowest of some observables is above the highest of others, in words.

    Args:
        estimates: By name of the observable.
        above: Those that should be above.
        below: Those that should be below.
    """

    def number(name: str) -> str:
        return f"{name} ({estimates[name].value:.2f})"

    last = min(above, key=lambda name: estimates[name].value)
    first = max(below, key=lambda name: estimates[name].value)
    low, high = estimates[last], estimates[first]
    if low.value > high.value:
        errors = "" if low.low > high.high else ", within errors"
        return f"yes{errors}: {number(last)} is above {number(first)}"
    better = sorted(
        (name for name in below if estimates[name].value >= low.value),
        key=lambda name: -estimates[name].value,
    )
    errors = ", within errors" if high.low <= low.high else ""
    verb = "is" if len(better) == 1 else "are"
    return f"no{errors}: {', '.join(map(number, better))} {verb} above {number(last)}"
