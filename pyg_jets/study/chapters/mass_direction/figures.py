"""The mass direction in figures: single jets on the Lund plane, and the mean change over it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from pyg_jets.attribution import change, largest_change, projection
from pyg_jets.evaluation.truth.decay import decay_truth
from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.lund import LundPlane, lund_coordinates
from pyg_jets.observables import jet_mass
from pyg_jets.plotting import W_MASS, Panel, colour_limit, lund_figure
from pyg_jets.report import Picture
from pyg_jets.taggers import Tagger

_JETS = 3
_MAP_LABEL = "mean change to the harder child / GeV"


def direction_pictures(tagger: Tagger, direction: Tensor, test: JetTreeDataset) -> list[Picture]:
    """Three W jets one by one, and all W and QCD jets over the Lund plane.

    Projections are shown in GeV: as the mass that a straight line through the jets reads off them.
    """
    line = _mass_line(tagger, direction, test)
    decays = test[test.y == 1]
    with_truth = decays[(decay_truth(decays).w >= 0).nonzero().flatten()[:_JETS]]
    one_by_one = _jets_figure(with_truth, line(projection(tagger, with_truth.batch(), direction)))
    together = _map_figure(tagger, direction, test, line)
    return [
        Picture(
            "mass-direction-jets",
            f"The first {len(with_truth)} W test jets: every splitting at its place on the Lund "
            "plane, joined to the splittings of its branches; the colour is the projection of its "
            "state on the mass direction. Large dots: primary splittings. Star: the splitting that "
            "parts the W's quarks. Square: the primary one where the projection changes most.",
            one_by_one,
        ),
        Picture(
            "mass-direction-map",
            "Mean size of the change of the projection on the mass direction from a splitting to "
            "its harder child. Dashed: where a two-body decay of the W lies for a 600 GeV jet.",
            together,
        ),
    ]


def _map_figure(tagger: Tagger, direction: Tensor, test: JetTreeDataset, line: Any) -> Figure:
    planes = {}
    for kind, label in (("W", 1), ("QCD", 0)):
        batch = test[test.y == label].batch()
        changed = change(line(projection(tagger, batch, direction)), batch).abs()
        planes[kind] = LundPlane().fill(lund_coordinates(batch), changed)
    shown: dict[str, Any] = {"limit": colour_limit(list(planes.values())), "label": _MAP_LABEL}
    panels = [
        Panel(plane, f"{kind} jets in W/QCD", mass=W_MASS if kind == "W" else None, **shown)
        for kind, plane in planes.items()
    ]
    return lund_figure([panels], "Change of the projection on the mass direction")


def _mass_line(tagger: Tagger, direction: Tensor, jets: JetTreeDataset) -> Any:
    """Straight line from the jets' projections to their masses in GeV."""
    batch = jets.batch()
    projected = projection(tagger, batch, direction)[batch.is_root].double()
    slope, constant = np.polyfit(projected.numpy(), jet_mass(jets).numpy(), 1)
    return lambda values: slope * values + constant


def _jets_figure(jets: JetTreeDataset, values: Tensor) -> Figure:
    figure = Figure(figsize=(4.2 * len(jets), 3.9), layout="constrained")
    figure.suptitle("Projection on the mass direction, one W jet each")
    axes = figure.subplots(1, len(jets), squeeze=False)[0]
    batch = jets.batch()
    limits = {"vmin": 0.0, "vmax": float(jet_mass(jets).max())}
    for number, ax in enumerate(axes):
        mesh = _draw_jet(ax, jets[number : number + 1], values[batch.batch == number], limits)
    bar = figure.colorbar(mesh, ax=list(axes), extend="both")
    bar.set_label("projection, as mass / GeV")
    return figure


def _draw_jet(ax: Any, jet: JetTreeDataset, values: Tensor, limits: dict[str, float]) -> Any:
    batch = jet.batch()
    coordinates = lund_coordinates(batch)
    place = torch.full((batch.num_nodes, 2), torch.nan, dtype=torch.float64)
    place[coordinates.node] = torch.stack((coordinates.ln_inv_delta, coordinates.ln_kt), 1)
    primary = torch.zeros(batch.num_nodes, dtype=torch.bool)
    primary[coordinates.node] = coordinates.primary
    for edge in batch.edge_index.t():
        ax.plot(*place[edge].t(), color="0.7", lw=0.8, zorder=1)
    shown = coordinates.node
    size = torch.where(primary[shown], 70, 25)
    colours = {"c": values[shown], "cmap": "viridis", "edgecolors": "0.3", "linewidths": 0.5}
    dots = ax.scatter(*place[shown].t(), s=size, zorder=2, **colours, **limits)
    marks = {"facecolors": "none", "edgecolors": "crimson", "linewidths": 1.5, "zorder": 3}
    for marker, row, label in (
        ("*", decay_truth(jet).w, "the W's quarks part"),
        ("s", largest_change(values, batch, primary), "largest change"),
    ):
        ax.scatter(*place[row].t(), s=330, marker=marker, label=label, **marks)
    ax.set(xlabel=r"$\ln(1/\Delta)$", ylabel=r"$\ln(k_t/\mathrm{GeV})$")
    ax.set_title(f"jet mass {float(jet_mass(jet)):.0f} GeV")
    ax.margins(0.12)
    ax.legend(loc="lower left", fontsize="small", markerscale=0.5)
    return dots
