"""Lund maps of any attribution with their errors, in slices of pt, and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from torch import Tensor

from pyg_jets.jets.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import (
    PT_EDGES,
    LundPlane,
    MapDifference,
    Part,
    bootstrap_error,
    lund_coordinates,
)
from pyg_jets.lund.difference import AXIS_LABELS
from pyg_jets.lund.hatching import few_entries, hatch_few, hatching_note
from pyg_jets.metrics import Floats
from pyg_jets.report import Picture
from pyg_jets.study.map_data import slice_planes


def map_picture(
    values: Tensor,
    jets: JetTreeDataset,
    name: str,
    title: str,
    *,
    part: Part = "all",
    root: bool = True,
    seed: int = 0,
    resamples: int = 200,
) -> Picture:
    """One map with what belongs to it: mean, its bootstrap error over jets, counts, Lund density.

    Args:
        values: A number per node.
        jets: The jets.
        name: File name of the picture without ending.
        title: Above it, such as method, tagger and class.
        part: ``"all"`` splittings, the ``"primary"`` or the ``"secondary"`` ones.
        root: Whether the jets' last clustering steps are filled.
        seed: Of the bootstrap.
        resamples: Of the bootstrap.

    Shapes:
        - **values:** ``(num_nodes,)`` of ``jets.batch()``

    Raises:
        ValueError: If ``part`` is something else, or there is not one finite value per node.
    """
    plane = LundPlane().fill(lund_coordinates(jets).part(part, root=root), values)
    error = bootstrap_error(
        plane, jets, values, part=part, root=root, seed=seed, resamples=resamples
    )
    panels = [
        ("mean", plane.shown(), "mean", _colours([plane])),
        (
            "bootstrap error",
            np.ma.masked_where(few_entries(plane.count), error),
            "error of the mean",
            {"cmap": "viridis", "vmin": 0.0},
        ),
        ("splittings", np.ma.masked_less(plane.count, 1), "count", {"norm": "log"}),
        ("Lund density", plane.density, r"$(1/N)\,d^2n/d\ln k_t\,d\ln(1/\Delta)$", {"vmin": 0.0}),
    ]
    figure, axes = _grid(1, 4, title)
    for ax, (panel, drawn, label, colours) in zip(axes[0], panels, strict=True):
        mesh = _draw(ax, plane.edges, drawn, panel, {"cmap": "cividis", **colours})
        figure.colorbar(mesh, ax=ax).set_label(label)
    for ax in axes[0, :2]:
        hatch_few(ax, plane.edges, plane.count)
    which = "all" if part == "all" else f"the {part}"
    roots = "" if root else ", without the last clustering step of each jet"
    caption = (
        f"{title}: mean over {which} splittings of {len(jets)} jets{roots}; standard deviation of "
        f"the mean over {resamples} bootstrap samples of the jets; number of splittings; "
        f"splittings per jet and unit area (the Lund density). {hatching_note()}"
    )
    return Picture(name, caption, figure)


def slice_picture(
    values: Tensor,
    jets: JetTreeDataset,
    name: str,
    title: str,
    edges: Sequence[float] = PT_EDGES,
) -> Picture:
    """Means in every slice of pt, of the full, the primary and the secondary plane.

    Args:
        values: A number per node.
        jets: The jets.
        name: File name of the picture without ending.
        title: Above it.
        edges: As in :func:`pyg_jets.lund.pt_slices`.

    Shapes:
        - **values:** ``(num_nodes,)`` of ``jets.batch()``

    Raises:
        ValueError: As in :func:`pyg_jets.study.slice_planes`.
    """
    parts: tuple[Part, ...] = ("all", "primary", "secondary")
    rows = [slice_planes(values, jets, edges, part) for part in parts]
    colours = _colours([plane for row in rows for plane in row.values()])
    figure, axes = _grid(3, len(rows[0]), title)
    for line, part, row in zip(axes, parts, rows, strict=True):
        for ax, ((low, high), plane) in zip(line, row.items(), strict=True):
            panel = f"{part}, {low:g} to {high:g} GeV ({plane.num_jets} jets)"
            mesh = _draw(ax, plane.edges, plane.shown(), panel, colours)
            hatch_few(ax, plane.edges, plane.count)
    extend = "both" if colours["vmin"] < 0 else "max"
    figure.colorbar(mesh, ax=axes, shrink=0.6, extend=extend).set_label("mean in the bin")
    caption = (
        f"{title}: mean in slices of the jets' pt, over all splittings, those of the line of "
        "harder branches (primary), and all others (secondary). One range of colours. "
        f"{hatching_note()}"
    )
    return Picture(name, caption, figure)


def difference_picture(found: MapDifference, name: str, title: str) -> Picture:
    """The difference of two maps and its significance, bin by bin, with what noise would do.

    Args:
        found: What :func:`pyg_jets.lund.map_difference` or
            :func:`pyg_jets.lund.paired_map_difference` gives.
        name: File name of the picture without ending.
        title: Above it: what minus what.
    """
    figure, axes = _grid(1, 2, title)
    labels = {"value": "difference of the means", "significance": "difference / error"}
    for ax, (quantity, label) in zip(axes[0], labels.items(), strict=True):
        mesh = found.difference.plot(ax, quantity)
        ax.set_facecolor("0.92")
        figure.colorbar(mesh, ax=ax).set_label(label)
    axes[0, 1].plot(*found.look_elsewhere.place, "kx", ms=9, label="largest")
    axes[0, 1].legend(loc="lower left", fontsize="small")
    caption = f"{title}. Grey: too few splittings. {found}."
    return Picture(name, caption, figure)


def colours_of(means: Floats) -> dict[str, Any]:
    """One range of colours: from 0 where no mean is negative, else white at 0.

    Args:
        means: Of all bins that are to be told apart; the highest hundredth has the last colour.
    """
    limit = float(np.quantile(np.abs(means), 0.99)) or 1.0
    if (means < 0).any():
        return {"cmap": "PuOr_r", "vmin": -limit, "vmax": limit}
    return {"cmap": "viridis", "vmin": 0.0, "vmax": limit}


def _grid(rows: int, columns: int, title: str) -> tuple[Figure, Any]:
    figure = Figure(figsize=(4.2 * columns, 3.5 * rows + 0.4), layout="constrained")
    figure.suptitle(title)
    return figure, figure.subplots(rows, columns, squeeze=False)


def _draw(ax: Any, edges: Any, drawn: Any, title: str, colours: dict[str, Any]) -> Any:
    mesh = ax.pcolormesh(*edges, drawn.T, **colours)
    ax.set(title=title, xlabel=AXIS_LABELS[0], ylabel=AXIS_LABELS[1], facecolor="0.92")
    return mesh


def _colours(planes: Sequence[LundPlane]) -> dict[str, Any]:
    """One range for what is shown of all."""
    means = np.concatenate([plane.shown().compressed() for plane in planes])
    return colours_of(means if len(means) else np.zeros(1))
