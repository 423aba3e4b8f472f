"""Agreement of methods as one figure: two halves of one matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from pyg_jets.metrics import Floats
from pyg_jets.report import Picture
from pyg_jets.study.chapters.agreement.measure import Agreement


def agreement_picture(agreement: Agreement, task: str) -> Picture:
    """One matrix of all methods: per jet below the diagonal, of the Lund maps above it."""
    number = len(agreement.names)
    values: Floats = np.full((number, number), np.nan)
    for (one, other), rank in agreement.rank.items():
        i, j = agreement.names.index(one), agreement.names.index(other)
        values[j, i], values[i, j] = rank.value, agreement.maps[one, other]
    size = 2.6 + 0.55 * number
    figure = Figure(figsize=(size + 1.2, size), layout="constrained")
    figure.suptitle(f"Agreement of attributions, {task}")
    ax = figure.subplots()
    mesh = ax.imshow(np.ma.masked_invalid(values), cmap="PuOr_r", vmin=-1, vmax=1)
    names = [name.replace("_", " ") for name in agreement.names]
    ax.set_xticks(range(number), names, rotation=60, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(number), names)
    ax.set_facecolor("0.92")
    ax.plot([-0.5, number - 0.5], [-0.5, number - 0.5], color="black", lw=1)
    _write_numbers(ax, values)
    ax.set_title("above the diagonal: bins of the Lund maps (Pearson)", fontsize="small")
    ax.set_xlabel("below the diagonal: splittings of each jet (Spearman), mean over jets")
    figure.colorbar(mesh, ax=ax, shrink=0.8).set_label("correlation")
    caption = (
        f"How far attributions of the {task} tagger agree on the same test jets. Below the "
        "diagonal: mean over jets of the rank correlation over a jet's splittings. Above it: "
        "correlation of the means in the bins of the Lund maps. Grey: not defined."
    )
    return Picture(f"agreement-{task}", caption, figure)


def _write_numbers(ax: Any, values: Floats) -> None:
    """Dark on light colours, white on dark ones."""
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = "white" if abs(value) > 0.65 else "black"
            text = f"{value:.2f}".replace("-", "−")
            ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=7.5)
