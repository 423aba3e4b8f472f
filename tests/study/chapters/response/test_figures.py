"""Arrows point where the mean response does; the page has every map."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.quiver import Quiver

from pyg_jets import LundPlane, Task
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.response.figures import COMPONENTS, field_maps, field_picture
from pyg_jets.study.chapters.response.measure import Field, OfKind, Responses, shown_bins

NOTHING: Any = None  # arrows do not ask for the clustering sensitivity


def test_an_arrow_for_each_bin_that_is_told_from_chance(responses: Responses) -> None:
    picture = field_picture("w-qcd", responses)
    assert responses.tagger == "RecNN"
    assert picture.figure.get_suptitle() == "RecNN for W/QCD: where the logit grows"
    assert (picture.name, picture.task) == ("response-w-qcd", "w-qcd")
    panels = [ax for ax in picture.figure.axes if ax.get_title().endswith("jets")]
    assert [ax.get_title() for ax in panels] == ["W jets", "QCD jets"]
    for ax, of_kind in zip(panels, responses.kinds.values(), strict=True):
        field = of_kind.trained[None]
        seen = shown_bins(field, of_kind.untrained)
        arrows = [one for one in ax.collections if isinstance(one, Quiver)]
        assert len(arrows) == bool(seen.any())
        for one in arrows:
            u, v = (plane.mean[seen].filled(0) for plane in field)
            assert len(u) == one.N
            assert np.allclose(np.asarray(one.U) * np.hypot(u, v), u)
            assert np.allclose(one.get_array(), np.hypot(u, v))  # type: ignore[arg-type]
        legend = ax.get_legend()
        assert legend is not None
        assert legend.get_texts()[0].get_text() == "m(W) = 80.4 GeV"


def test_arrows_point_where_the_mean_does() -> None:
    rng, entries = np.random.default_rng(0), 3000

    def plane(mean: float) -> LundPlane:
        where: Any = SimpleNamespace(
            ln_inv_delta=torch.full((entries,), 2.1),
            ln_kt=torch.full((entries,), 1.1),
            num_jets=entries,
        )
        values = torch.from_numpy(mean + rng.normal(size=entries))
        return LundPlane(bins=(20, 20), range=((0.0, 5.0), (-2.0, 5.0))).fill(where, values)

    trained, still = Field(plane(0.6), plane(-0.8)), Field(plane(0.0), plane(0.0))
    of_kind = OfKind({None: trained}, still, Estimate(np.nan, np.nan, np.nan), 80.0, {})
    found = Responses({"w": of_kind, "qcd": of_kind}, NOTHING, Task.named("w-qcd"), "RecNN")
    figure = field_picture("w-qcd", found).figure
    arrows = [one for ax in figure.axes for one in ax.collections if isinstance(one, Quiver)]
    assert [one.N for one in arrows] == [1, 1]
    for one in arrows:
        u, v, size = (np.asarray(column)[0] for column in (one.U, one.V, one.get_array()))
        assert (u, v) == pytest.approx((0.6, -0.8), abs=0.05)
        assert size == pytest.approx(1.0, abs=0.1)
        assert np.asarray(one.XY)[0] == pytest.approx((2.125, 0.975), abs=1e-6)  # middle of the bin


def test_both_components_are_maps_of_the_page(responses: Responses) -> None:
    maps = field_maps("w-qcd", responses._replace(tagger="LundNet"))
    assert {(one.jets, one.method) for one in maps} == {
        (jets, method) for jets in ("W jets", "QCD jets") for method in COMPONENTS
    }
    assert {one.tagger for one in maps} == {"LundNet"}
    whole = [one for one in maps if one.pt_slice is None]
    assert len(whole) == 4
    assert all(one.null is not None and one.mass == 80.4 for one in whole)
    assert all(one.plane.count.any() for one in maps)
    first = whole[0]
    assert first.plane is responses.kinds["w"].trained[None].ln_inv_delta
    assert first.json()["line"]["mass"] == 80.4
