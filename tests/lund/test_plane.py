"""Maps of the Lund plane against plain grouping."""

from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from pyg_jets import Constituents, LundPlane, cluster, lund_coordinates
from pyg_jets.lund import LundCoordinates


def _scattered(n: int = 500) -> tuple[LundCoordinates, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    x, y, values = torch.rand(3, n, generator=generator, dtype=torch.float64)
    node, flag = torch.arange(n), torch.zeros(n, dtype=torch.bool)
    rows = LundCoordinates(2 * x, 3 * y, x, x, x, node + n, flag, flag, num_nodes=2 * n, num_jets=9)
    return rows, values


PLANE = {"bins": (4, 3), "range": ((0.0, 2.0), (0.0, 4.0))}


def test_map_is_a_grouping() -> None:
    rows, values = _scattered()
    plane = LundPlane(**PLANE).fill(rows, values)  # type: ignore[arg-type]
    i, j = (rows.ln_inv_delta // 0.5).long(), (rows.ln_kt // (4 / 3)).long()
    for a in range(4):
        for b in range(3):
            here = values[(i == a) & (j == b)].numpy()
            assert plane.count[a, b] == len(here)
            assert plane.mean[a, b] == pytest.approx(here.mean())
            error = here.std(ddof=1) / np.sqrt(len(here))
            assert plane.error[a, b] == pytest.approx(error)
    area = 0.5 * 4 / 3
    assert plane.density.sum() * area == pytest.approx(500 / 9)


def test_values_per_node_are_taken_at_the_splittings() -> None:
    rows, values = _scattered()
    per_node = torch.cat((torch.full_like(values, 1e9), values))
    planes = [LundPlane().fill(rows, each) for each in (values, per_node)]
    assert np.array_equal(planes[0].mean.filled(-1), planes[1].mean.filled(-1))


def test_planes_add_as_one_filling() -> None:
    rows, values = _scattered()
    first, second = slice(0, 200), slice(200, None)
    parts = [LundPlane().fill(rows[part], values[part]) for part in (first, second)]
    total, whole = parts[0] + parts[1], LundPlane().fill(rows, values)
    np.testing.assert_allclose(total.mean.filled(-1), whole.mean.filled(-1), rtol=1e-12)
    np.testing.assert_allclose(total.error.filled(-1), whole.error.filled(-1), rtol=1e-9)
    assert total.num_jets == 18


def test_bins_without_entries_are_masked() -> None:
    rows, values = _scattered()
    plane = LundPlane(bins=(4, 3), range=((0.0, 2.0), (0.0, 9.0))).fill(rows, values)
    for name in ("mean", "error", "density"):
        assert getattr(plane, name).mask[:, 1:].all()
        assert not getattr(plane, name).mask[:, 0].any()
    assert (plane.count[:, 1:] == 0).all()


def test_collinear_children_are_left_out() -> None:
    p4 = [[3.0, 0, 0, 3], [6.0, 0, 0, 6]]
    rows = lund_coordinates(cluster(Constituents(p4, [0, 2])))
    assert rows.ln_inv_delta.item() == float("inf")
    assert LundPlane().fill(rows).histogram.view(flow=True)["sum_of_weights"].sum() == 0


def test_bad_values() -> None:
    rows, values = _scattered()
    with pytest.raises(ValueError, match=r"per splitting \(500\) or per node \(1000\) .*\(7,\)"):
        LundPlane().fill(rows, values[:7])
    values[3] = float("nan")
    with pytest.raises(ValueError, match=r"must be finite \(got 1 "):
        LundPlane().fill(rows, values)


def test_limits_that_do_not_ascend() -> None:
    with pytest.raises(ValueError, match=r"pairs that ascend \(got 6.0 to 0.0\)"):
        LundPlane(range=((6.0, 0.0), (-3.0, 6.0)))


def test_values_may_be_an_array() -> None:
    rows, values = _scattered()
    mean = LundPlane().fill(rows, values).mean
    np.testing.assert_array_equal(LundPlane().fill(rows, values.numpy()).mean, mean)  # type: ignore[arg-type]


def test_limits_that_are_one_point() -> None:
    with pytest.raises(ValueError, match=r"pairs that ascend \(got 1.0 to 1.0\)"):
        LundPlane(range=((0.0, 6.0), (1.0, 1.0)))


def test_the_usual_plane_is_that_of_the_papers_figures() -> None:
    x, y = LundPlane().edges
    np.testing.assert_allclose(x, np.arange(31) / 5)
    np.testing.assert_allclose(y, -3 + 0.3 * np.arange(31))


def test_drawn_are_the_bins_with_entries() -> None:
    rows, values = _scattered()
    plane = LundPlane(bins=(4, 3), range=((0.0, 2.0), (0.0, 9.0))).fill(rows, values)
    ax = Figure().subplots()
    mesh = plane.plot(ax)
    drawn = np.ma.MaskedArray(mesh.get_array())
    assert drawn.shape == (3, 4)
    np.testing.assert_array_equal(drawn[0], plane.mean[:, 0])
    assert np.ma.getmaskarray(drawn)[1:].all()
    assert mesh.get_cmap().name == "viridis"
    assert plane.plot(ax, "count", cmap="magma").get_cmap().name == "magma"
    assert "Delta" in ax.get_xlabel()
    assert "k_t" in ax.get_ylabel()
    empty = plane.plot(ax, "count").get_array()
    assert np.ma.getmaskarray(empty)[1:].all()


def test_a_bin_with_one_entry_has_a_mean_and_no_error() -> None:
    """Three entries in one bin, one in another; densities are per jet and area."""
    rows, _ = _scattered()
    plane = LundPlane((2, 1), ((0.0, 2.0), (0.0, 3.0)))
    at = rows[(rows.ln_inv_delta < 1)][:3], rows[rows.ln_inv_delta > 1][:1]
    plane.fill(at[0], torch.tensor([1.0, 2.0, 6.0]))
    plane.fill(at[1], torch.tensor([5.0]))
    assert plane.mean.ravel().tolist() == [3.0, 5.0]
    assert plane.error.mask.ravel().tolist() == [False, True]
    assert plane.error[0, 0] == pytest.approx((14 / 2 / 3) ** 0.5)
    assert plane.density.ravel().tolist() == pytest.approx([3 / 3 / 18, 1 / 3 / 18])


def test_shown_are_means_of_enough_entries_and_all_counts() -> None:
    x, y = torch.tensor([0.5] * 9 + [1.5] * 10), torch.full((19,), 0.5)
    node, flag = torch.arange(19), torch.ones(19, dtype=torch.bool)
    rows = LundCoordinates(x, y, x, x, x, node, flag, flag, num_nodes=19, num_jets=1)
    plane = LundPlane(bins=(3, 1), range=((0.0, 3.0), (0.0, 1.0))).fill(rows, 10 - x)
    hidden = {name: np.ma.getmaskarray(plane.shown(name))[:, 0].tolist() for name in QUANTITIES}
    assert hidden["mean"] == hidden["error"] == [True, False, True]
    assert hidden["count"] == hidden["density"] == [False, False, True]
    assert plane.shown(least=9).compressed().tolist() == [9.5, 8.5]
    assert plane.shown(least=0).count() == 2
    assert plane.mean.count() == 2
    ax = Figure().subplots()
    mesh = plane.plot(ax)
    assert mesh.get_clim() == (8.5, 8.5)
    assert [len(each.get_paths()) for each in ax.collections[1:]] == [1]
    assert len(plane.plot(Figure().subplots(), "count").axes.collections) == 1
    assert plane.plot(Figure().subplots(), least=9).get_clim() == (8.5, 9.5)


QUANTITIES = ("mean", "error", "count", "density")


def _weighted(weight: list[float], toy_jets: Constituents) -> LundPlane:
    batch = cluster(toy_jets).batch()
    values = torch.sin(batch.p4[:, 0])
    return LundPlane(bins=(4, 3)).fill(lund_coordinates(batch), values, torch.tensor(weight))


def test_whole_weights_are_jets_repeated(toy_jets: Constituents) -> None:
    """Numbers are; errors are not, but for the scale of equal weights."""
    weight = [2, 0, 1, 3, 1, 2, 4]
    plane = _weighted([float(number) for number in weight], toy_jets)
    copies = toy_jets[[k for k, number in enumerate(weight) for _ in range(number)]]
    batch = cluster(copies).batch()
    repeated = LundPlane(bins=(4, 3)).fill(lund_coordinates(batch), torch.sin(batch.p4[:, 0]))
    np.testing.assert_allclose(plane.count, repeated.count)
    np.testing.assert_allclose(plane.mean.filled(0), repeated.mean.filled(0), atol=1e-12)
    np.testing.assert_allclose(plane.density.filled(0), repeated.density.filled(0))
    assert (plane.entries <= repeated.entries + 1e-9).all()
    known = ~np.ma.getmaskarray(plane.error)
    assert (plane.error[known] > 1.1 * repeated.error[known]).all()


def test_the_scale_of_weights_does_not_matter(toy_jets: Constituents) -> None:
    ones, many = _weighted([1.0] * 7, toy_jets), _weighted([1e-6] * 7, toy_jets)
    batch = cluster(toy_jets).batch()
    none = LundPlane(bins=(4, 3)).fill(lund_coordinates(batch), torch.sin(batch.p4[:, 0]))
    for plane in (ones, many):
        for quantity in ("mean", "error", "density", "density_error", "entries"):
            found, expected = (np.ma.filled(getattr(p, quantity), -9) for p in (plane, none))
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
        assert np.array_equal(plane.shown(least=2).mask, none.shown(least=2).mask)


def test_errors_are_those_of_many_weighted_samples() -> None:
    """The spread of mean and density of one bin over samples that are drawn anew."""
    generator = np.random.default_rng(3)
    means, densities, errors, density_errors = [], [], [], []
    for _ in range(400):
        n = generator.poisson(60)
        weight = torch.from_numpy(generator.choice([0.5, 4.0], n))
        x, flag = torch.full((n,), 0.5), torch.zeros(n, dtype=torch.bool)
        rows = LundCoordinates(
            x, x, x, x, x, torch.arange(n), flag, flag, num_nodes=n, num_jets=n,
            jet=torch.arange(n),
        )  # fmt: skip
        values = torch.from_numpy(generator.normal(size=n))
        plane = LundPlane(bins=(1, 1), range=((0, 1), (0, 1))).fill(rows, values, weight)
        plane.sum_of_weights = 100.0  # as of jets that have no splitting here
        means.append(float(plane.mean[0, 0]))
        densities.append(float(plane.density[0, 0]))
        errors.append(float(plane.error[0, 0]))
        density_errors.append(float(plane.density_error[0, 0]))
    assert np.mean(errors) == pytest.approx(np.std(means), rel=0.1)
    assert np.mean(density_errors) == pytest.approx(np.std(densities), rel=0.1)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ([1.0] * 6, r"'weight' must have one number per jet \(7\)"),
        ([1.0] * 6 + [np.nan], r"'weight' must be finite and not negative \(got 1 that are not\)"),
        ([1.0] * 6 + [-1.0], r"\(got 1 that are not\)"),
    ],
)
def test_bad_weights(weight: list[float], message: str, toy_jets: Constituents) -> None:
    with pytest.raises(ValueError, match=message):
        _weighted(weight, toy_jets)


def test_planes_with_weights_add(toy_jets: Constituents) -> None:
    trees = cluster(toy_jets)
    parts = [trees[:4].batch(), trees[4:].batch()]
    weights = torch.arange(1, 8).split([4, 3])
    both = [
        LundPlane(bins=(4, 3)).fill(lund_coordinates(part), torch.sin(part.p4[:, 0]), weight)
        for part, weight in zip(parts, weights, strict=True)
    ]
    whole = _weighted([1.0, 2, 3, 4, 5, 6, 7], toy_jets)
    for quantity in ("density", "density_error", "mean"):
        found = getattr(both[0] + both[1], quantity).filled(0)
        np.testing.assert_allclose(found, getattr(whole, quantity).filled(0), atol=1e-12)


def test_a_figure_of_its_own_has_a_colour_bar(tmp_path: Path) -> None:
    plane = LundPlane(**PLANE).fill(*_scattered())  # type: ignore[arg-type]
    mesh = plane.plot(least=1)
    axes, bar = mesh.figure.axes
    assert axes is mesh.axes
    assert bar.get_ylabel() == "mean"
    mesh.figure.savefig(tmp_path / "w.png")
