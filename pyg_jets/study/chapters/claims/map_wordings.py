"""What the paper says of Figure 1, and the margin that tests each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pyg_jets.study.chapters.claims import map_margins as margins
from pyg_jets.study.chapters.claims.map_margins import NOT_MUCH, QUARK, TOP, MapMargin, W


class MapWording(NamedTuple):
    """One sentence of the paper on the maps.

    Attributes:
        name: Short.
        quote: The paper's words.
        task: That it is about; None: it compares tasks.
        needs: Tasks whose maps the margin is made from.
        test: What the margin is.
        margin: From the maps of one training.
    """

    name: str
    quote: str
    task: str | None
    needs: Sequence[str]
    test: str
    margin: MapMargin


_DECREASE = "Top/QCD: decrease of S per unit of ln 1/Δ over the map's mean; the flatter kind."

WORDINGS = (
    MapWording(
        "w-most-sensitive",
        "For W/QCD, the sensitivity is generally higher than for the other two tasks.",
        None,
        (W, TOP, QUARK),
        "Mean S of W/QCD minus the larger mean S of the other two tasks, in units of S.",
        margins.w_above_others,
    ),
    MapWording(
        "diagonal",
        "For W/QCD there are more activities along the diagonal boundary.",
        W,
        (W,),
        "Mean S of hard splittings (softer side above 60 GeV) minus that of the rest, over the "
        "map's mean; the lower of W and QCD jets.",
        margins.w_diagonal,
    ),
    MapWording(
        "hot-spot",
        "Even for QCD jets there is a high-sensitivity spot close to (2, 3.5).",
        W,
        (W,),
        "QCD jets: mean S within 0.5 of (2, 3.5) minus that of the ring from 0.75 to 1.5, over the "
        "map's mean.",
        margins.qcd_hot_spot,
    ),
    MapWording(
        "top-falls",
        "In Top/QCD, sensitivity slightly decreases along the log(1/Δ) axis.",
        TOP,
        (TOP,),
        _DECREASE,
        margins.top_decrease,
    ),
    MapWording(
        "hard-collinear-weaker",
        "Compared to W/QCD, the hard-collinear region is much less sensitive in Top/QCD.",
        None,
        (W, TOP),
        "Mean S of hard splittings with ln 1/Δ > 2 over the map's mean, both kinds alike: W/QCD "
        "minus Top/QCD.",
        margins.top_below_w_hard_collinear,
    ),
    MapWording(
        "top-mass",
        "The top-mass hard-splitting regions are still relatively important in Top jets.",
        TOP,
        (TOP,),
        "Top jets: mean S of hard splittings near the top mass minus that of the rest, over the "
        "map's mean.",
        margins.top_mass_region,
    ),
    MapWording(
        "top-mass-weaker",
        "The top-mass hard-splitting region is less obvious compared to the W/QCD case.",
        None,
        (W, TOP),
        "The same number for the W mass in W jets, minus that for the top mass in Top jets.",
        margins.w_mass_above_top_mass,
    ),
    MapWording(
        "large-angles",
        "For quark/gluon it seems that large-angle splittings are relatively important.",
        QUARK,
        (QUARK,),
        "Mean S with ln 1/Δ < 1 minus that of the rest, over the map's mean; the lower of quark "
        "and gluon jets.",
        margins.quark_gluon_large_angles,
    ),
    MapWording(
        "gluon-hard-collinear",
        "Some hard-collinear splittings are relatively important in gluon jets.",
        QUARK,
        (QUARK,),
        "Gluon jets: mean S of hard splittings with ln 1/Δ > 2 minus that of the rest, over the "
        "map's mean.",
        margins.gluon_hard_collinear,
    ),
    MapWording(
        "gluon-above-quark",
        "Hard-collinear splittings are important especially for gluon jets.",
        QUARK,
        (QUARK,),
        "The same number for gluon jets minus that for quark jets.",
        margins.gluon_above_quark_hard_collinear,
    ),
    MapWording(
        "no-fall",
        "In quark/gluon we don't see much sensitivity decrease along the log(1/Δ) axis.",
        QUARK,
        (QUARK,),
        f"{NOT_MUCH} minus the decrease of S per unit of ln 1/Δ over the map's mean; the steeper "
        "of quark and gluon jets.",
        margins.quark_gluon_flat,
    ),
    MapWording(
        "flatter-than-top",
        "Sensitivity decreases along the log(1/Δ) axis in Top/QCD and not much in quark/gluon.",
        None,
        (TOP, QUARK),
        "Slope of S per unit of ln 1/Δ over the map's mean, both kinds alike: quark/gluon minus "
        "Top/QCD.",
        margins.quark_gluon_flatter_than_top,
    ),
)
"""In the paper's order."""
