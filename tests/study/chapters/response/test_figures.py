"""Arrows point where the mean response does; the page has every map."""

import numpy as np
from matplotlib.quiver import Quiver

from pyg_jets.study.chapters.response.figures import COMPONENTS, field_maps, field_picture
from pyg_jets.study.chapters.response.measure import Responses, shown_bins


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
