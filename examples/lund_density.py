"""The primary Lund plane of quark and gluon jets beside 2 alpha_s(kt) C_R / pi.

The density of emissions in "The Lund Jet Plane" (arXiv:1807.04758), to leading order and for soft
gluons at small angles, depends on kt and on the parton alone: C_R = 4/3 for quarks, 3 for gluons.
Jets are simulated to hadrons, without a detector and without multiple interactions, at high pt,
where there is room between hadronisation (kt of a few GeV) and the edge z = 1/2.
"""

import argparse
import math
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from pyg_jets import LundPlane, cluster, lund_coordinates
from pyg_jets.lund import bootstrap_error
from pyg_jets.simulation import simulate

PT = 1500.0, 2000.0  # GeV
DELTA = 0.05, 0.3  # away from the jet's border, R = 0.8
KT = 1.0, 128.0  # GeV
TRUSTED = 4.0, 32.0  # GeV: above hadronisation; below z = 0.2 in most of the band
COLOUR = {"quark": 4 / 3, "gluon": 3.0}
M_Z, FLAVOURS = 91.1876, 5
COUPLINGS = {0.118: "world average", 0.1365: "Pythia's final-state shower"}


def alpha_s(kt, at_m_z):
    """The coupling at one loop.

    alpha_s(kt) = alpha_s(m_Z) / (1 + 2 b_0 alpha_s(m_Z) ln(kt / m_Z)) with
    b_0 = (11 C_A - 2 n_f) / (12 pi), as in the Review of Particle Physics, "Quantum
    Chromodynamics"; Pythia's shower runs at one loop too.
    """
    b_0 = (11 * 3 - 2 * FLAVOURS) / (12 * math.pi)
    return at_m_z / (1 + 2 * b_0 * at_m_z * np.log(kt / M_Z))


def measured(kind, jets, seed):
    """Density of the primary splittings over ln kt in the band of angles, and its error."""
    sample = simulate(
        kind, jets, seed, pt_window=PT, mpi=False, weights=False, eta_max=2.0, radius=0.8
    )
    trees = cluster(sample)
    plane = LundPlane(bins=(1, 14), range=(tuple(-np.log(DELTA[::-1])), tuple(np.log(KT)))).fill(
        lund_coordinates(trees).part("primary")
    )
    # Splittings of one jet are not independent: jets are drawn again.
    error = bootstrap_error(plane, trees, quantity="density", part="primary", seed=seed)
    return plane.density[0].filled(0), error[0].filled(np.nan), np.exp(plane.edges[1])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jets", type=int, default=4000, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("lund_density.png"))
    parser.add_argument("--smoke", action="store_true", help="30 jets of each kind")
    options = parser.parse_args()
    number = 30 if options.smoke else options.jets

    figure, (top, bottom) = plt.subplots(
        2, 1, figsize=(6.4, 6.6), height_ratios=(2, 1), sharex=True, layout="constrained"
    )
    grid, styles = np.geomspace(1.5, KT[1], 200), dict(zip(COUPLINGS, ("-", "--"), strict=True))
    rows = ["| jets | kt / GeV | density | 2 αs C_R / π | ratio |", "|---|---|---|---|---|"]
    for colour, (kind, c_r) in zip(("C0", "C3"), COLOUR.items(), strict=True):
        density, error, edges = measured(kind, number, options.seed)
        middle = np.sqrt(edges[1:] * edges[:-1])
        for at_m_z, words in COUPLINGS.items():
            curve = 2 * alpha_s(grid, at_m_z) * c_r / np.pi
            label = rf"$\alpha_s(m_Z)$ = {at_m_z}, {words}" if kind == "gluon" else None
            top.plot(grid, curve, styles[at_m_z], color=colour, label=label)
        points = {"fmt": "o", "color": colour, "markersize": 4, "capsize": 2}
        top.errorbar(middle, density, error, label=f"{kind} jets, {number:,}", **points)
        expected = 2 * alpha_s(middle, 0.118) * c_r / np.pi
        bottom.errorbar(middle, density / expected, error / expected, **points)
        inside = (edges[:-1] >= TRUSTED[0] * 0.99) & (edges[1:] <= TRUSTED[1] * 1.01)
        for low, high, d, e, x in zip(
            *(each[inside] for each in (edges[:-1], edges[1:], density, error, expected)),
            strict=True,
        ):
            rows.append(
                f"| {kind} | {low:.1f} to {high:.1f} | {d:.3f} ± {e:.3f} | {x:.3f} "
                f"| {d / x:.2f} ± {e / x:.2f} |"
            )
    ratio = alpha_s(grid, 0.1365) / alpha_s(grid, 0.118)
    bottom.plot(grid, np.ones_like(grid), "-", grid, ratio, "--", color="0.4")
    for ax in (top, bottom):
        ax.axvspan(*TRUSTED, color="0.93", zorder=0)
        ax.set_xscale("log")
    top.set(ylabel=r"primary density, per $\ln k_t$ and $\ln 1/\Delta$", ylim=(0, None))
    top.set_title(rf"{PT[0]:.0f} < $p_T$ < {PT[1]:.0f} GeV, {DELTA[0]} < $\Delta$ < {DELTA[1]}")
    top.legend(fontsize="small")
    bottom.set(xlabel=r"$k_t$ / GeV", ylabel=r"over $\alpha_s(m_Z)$ = 0.118", ylim=(0.4, 1.8))
    figure.savefig(options.out, dpi=120)
    table = options.out.with_name(f"{options.out.stem}_table.md")
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print("\n".join(rows))
    print(f"written: {options.out} and {table.name}")


if __name__ == "__main__":
    main()
