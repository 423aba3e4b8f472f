"""A jet that counts k times is k equal jets, wherever something is averaged over jets."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge
from torch_geometric.nn import GCN

from pyg_jets import Constituents, JetTreeDataset, LundPlane, cluster, lund_coordinates
from pyg_jets.attribution import pair_saliency, shapley
from pyg_jets.evaluation import (
    attribution_plane,
    completeness,
    deletion_curve,
    fidelity,
    map_correlation,
    mask_scores,
    null_planes,
    parameter_randomisation,
)
from pyg_jets.evaluation.truth.hit_rate import chance, hit_rate
from pyg_jets.intervention import decision_ordering, ordering_search
from pyg_jets.intervention._erasing_bench import ErasingBench
from pyg_jets.lund import map_difference, paired_map_difference
from pyg_jets.lund.jet_sums import JetSums
from pyg_jets.metrics import average, of_means
from pyg_jets.observables import jet_mass
from pyg_jets.probing import (
    LinearProbe,
    codelength,
    explained,
    label_codelength,
    linear_cka,
    partial_probe,
    permuted_probe,
    scan_angularities,
    stacked_auc,
)
from pyg_jets.simulation import ToyShower
from pyg_jets.study.chapters.robustness.changes import robustness
from pyg_jets.study.chapters.robustness.collinear_response import partial_rank_correlation
from pyg_jets.study.chapters.robustness.irc_scan import irc_scan, multiplicity_score
from pyg_jets.study.chapters.robustness.response import Response, response
from pyg_jets.taggers import LSTM, MPNN, PFN, ParT, RecNN, Tagger, adapt
from pyg_jets.transforms import SoftParticles

JETS = 160
BINS: Any = {"bins": (4, 4), "range": ((0.0, 4.0), (-1.0, 5.0))}


@pytest.fixture(scope="module")
def toy() -> Constituents:
    """Toy jets of two classes with whole-number weights, some of them 0."""
    jets = ToyShower().jets(JETS, seed=3).constituents
    assert len(jets) == JETS
    jets.weight = torch.from_numpy(np.random.default_rng(5).integers(0, 4, JETS).astype(float))
    return jets


def _copies(jets: Constituents) -> Constituents:
    assert jets.weight is not None
    many = jets[torch.arange(len(jets)).repeat_interleave(jets.weight.long())]
    many.weight = None
    return many


def _plain(jets: Constituents) -> Constituents:
    same = jets[:]
    same.weight = None
    return same


def _values(_: Any, batch: Any) -> torch.Tensor:
    """An attribution without ties that a jet has whatever is beside it."""
    values: torch.Tensor = torch.sin(batch.p4[:, 0]) + batch.p4[:, 3] / 1000
    return values


def _of_plane(plane: LundPlane) -> list[float]:
    names = ("count", "mean", "density")
    return [
        number for name in names for number in np.ma.filled(getattr(plane, name), np.nan).ravel()
    ]


def _tagger() -> RecNN:
    torch.manual_seed(1)
    return RecNN(4)


def _map_difference(trees: JetTreeDataset) -> list[float]:
    both = [trees[trees.y == label] for label in (1, 0)]
    one, other = ((some, _values(None, some.batch())) for some in both)
    found = map_difference(LundPlane(**BINS), one, other, min_count=4, permutations=1)
    return _told(found.difference.value)


def _paired_difference(trees: JetTreeDataset) -> list[float]:
    batch = trees.batch()
    values = _values(None, batch), torch.cos(batch.p4[:, 2])
    found = paired_map_difference(LundPlane(**BINS), trees, *values, min_count=4, permutations=1)
    return _told(found.difference.value)


def _told(values: np.ma.MaskedArray) -> list[float]:
    numbers: list[float] = values.filled(np.nan).ravel().tolist()
    return numbers


def _nulls(trees: JetTreeDataset) -> list[float]:
    planes = null_planes(lambda t, b: t.embed(b).mean() * _values(t, b), _tagger(), trees, 2)
    return [map_correlation(planes[0], planes[1], 1), *planes[0].count.ravel().tolist()]


def _fidelity(trees: JetTreeDataset) -> list[float]:
    batch = trees.batch()
    return [each.value for each in fidelity(_tagger(), batch, _values(None, batch))]


def _curve(trees: JetTreeDataset) -> list[float]:
    one, other = (
        deletion_curve(_tagger(), trees, sign * _values(None, trees.batch()), steps=3)
        for sign in (1, -1)
    )
    return [*one.mean.tolist(), one.area().value, one.area_above(other).value]


def _mask_scores(trees: JetTreeDataset) -> list[float]:
    batch = trees.batch()
    scores = mask_scores(_values(None, batch), torch.cos(batch.p4[:, 1]) > 0, batch)
    return [scores.auc.value, scores.iou.value]


def _completeness(trees: JetTreeDataset) -> list[float]:
    batch = trees.batch()
    found = completeness(shapley, _tagger(), batch, _values(None, batch))
    assert found is not None
    return [found.value]


def _hit_rate(trees: JetTreeDataset) -> list[float]:
    batch = trees.batch()
    truth = (torch.cos(batch.p4[:, 1]) > 0.5) & ~batch.is_leaf
    return [
        hit_rate(_values(None, batch), truth, batch).value,
        chance(truth, batch, contested=True),
    ]


def _randomised(trees: JetTreeDataset) -> list[float]:
    found = parameter_randomisation(
        lambda tagger, batch: tagger(batch)[batch.batch] * _values(None, batch) ** 2,
        _tagger(),
        trees,
        min_count=1,
    )
    return [number for each in found for number in (each.rank.value, each.map)]


def _sums(trees: JetTreeDataset) -> list[float]:
    found = JetSums.of(LundPlane(**BINS), trees, _values(None, trees.batch()))
    return [*found.counts.sum(0), *found.sums.sum(0), float(found.weight.sum())]


def _scaled(trees: JetTreeDataset) -> list[Tagger]:
    """Rows are nodes, constituents, filled slots, and inputs by name."""
    given = adapt(GCN(4, 8, 1), features=("part_px", "part_pt", "part_deta", "part_dphi"))
    taggers: list[Tagger] = [_tagger(), MPNN(4, iterations=1), PFN(), LSTM(8), given]
    for tagger in taggers:
        tagger.fit_scaling(trees)
    return taggers


def _scaling(tagger: Tagger) -> list[float]:
    return [*tagger.center.tolist(), *tagger.scale.tolist()]


def _erased(trees: JetTreeDataset) -> list[float]:
    """Values that no draw of jets is in."""
    tagger = _tagger()
    tagger.fit_scaling(trees[trees.weight > 0] if trees.weight is not None else trees)
    for buffer in (tagger.center, tagger.scale):
        buffer.fill_(1.0)  # the embedding is the same in all three
    bench = ErasingBench.of(tagger, trees, trees)
    mass = np.asarray(jet_mass(trees))
    eraser = bench.fit(mass)
    return [bench.unit, bench.auc().value, bench.lost(eraser), *eraser(bench.test[:1])[0].tolist()]


def _robustness(trees: JetTreeDataset) -> list[float]:
    """What a change does to a score that draws of particles do not move, and a limit."""
    jets = trees.constituents
    score = multiplicity_score(jets)
    changed = robustness(score, jets, {"one": SoftParticles(1, seed=1)})["one"].response
    scan = irc_scan(score, jets)
    others = ToyShower().jets(3, seed=9).constituents
    return [*score(others), changed.auc.value, *changed.quantiles, *scan["soft"].quantiles[0]]


OVER_JETS: dict[str, Callable[[JetTreeDataset], list[float]]] = {
    "plane": lambda trees: _of_plane(
        LundPlane().fill(lund_coordinates(trees), _values(None, trees.batch()))
    ),
    "attribution plane": lambda trees: _of_plane(attribution_plane(_values, _tagger(), trees)),
    "primary plane": lambda trees: _of_plane(
        attribution_plane(_values, _tagger(), trees, part="primary", root=False)
    ),
    "sums": _sums,
    "difference": _map_difference,
    "paired difference": _paired_difference,
    "nulls": _nulls,
    "fidelity": _fidelity,
    "curve": _curve,
    "mask scores": _mask_scores,
    "completeness": _completeness,
    "hit rate": _hit_rate,
    "scaling": lambda trees: [n for tagger in _scaled(trees) for n in _scaling(tagger)],
    "erasing": _erased,
    "robustness": _robustness,
    "randomisation": _randomised,
}


@pytest.mark.parametrize("statistic", OVER_JETS)
def test_of_trees(statistic: str, toy: Constituents) -> None:
    some = toy if statistic == "difference" else toy[::5]
    weighted, repeated, plain = (
        OVER_JETS[statistic](cluster(jets)) for jets in (some, _copies(some), _plain(some))
    )
    # Of differences a bin needs entries, of which copies make no more: it may be masked in one.
    told = np.isfinite(weighted) & np.isfinite(repeated)
    assert told.sum() >= min(3, len(told))
    assert "difference" in statistic or (told == np.isfinite(repeated)).all()
    np.testing.assert_allclose(np.array(weighted)[told], np.array(repeated)[told], rtol=1e-6)
    assert not np.allclose(weighted, plain, rtol=1e-4, equal_nan=True)


def test_of_pairs(toy: Constituents) -> None:
    tagger = ParT(32, heads=2, blocks=1, class_blocks=1, pair_channels=8).eval()
    planes = []
    for some in (toy[:6], _copies(toy[:6])):
        batch = cluster(some).batch()
        found = pair_saliency(tagger, batch)
        assert torch.equal(batch.batch[found.nodes[0]], found.jet)
        planes.append(LundPlane(**BINS).fill(found, found.saliency))
    np.testing.assert_allclose(planes[0].count, planes[1].count)
    np.testing.assert_allclose(planes[0].mean, planes[1].mean, rtol=1e-4)
    assert planes[0].num_jets == 6


def _sample() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    features, weight = rng.normal(size=(240, 3)), rng.integers(0, 4, 240)
    weight[features[:, 0].argmin()] = 1
    return features, features @ [1.0, -2.0, 0.5] + 2 * rng.normal(size=240), weight


class Halves:
    """Folds that know a jet by its first feature: copies of it are on one side."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def split(self, x: Any, y: Any = None, **_: Any) -> Any:
        assert y is None or len(y) == len(x)
        first = np.asarray(x)[:, 0]
        side = np.sin(1000 * (first - first.min())) > 0  # which may be centred
        one, other = np.flatnonzero(side), np.flatnonzero(~side)
        return [(one, other), (other, one)]

    def get_n_splits(self, *_: Any, **__: Any) -> int:
        return 2


@pytest.fixture
def _same_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fitting.held_out.KFold", "fitting.held_out.StratifiedKFold", "mdl.KFold"):
        monkeypatch.setattr(f"pyg_jets.probing.{name}", Halves)


def _changed(found: Response) -> list[float]:
    return [found.auc.value, found.auc_change.value, found.rejection.value, *found.quantiles,
            found.rejection_ratio.value, found.relative]  # fmt: skip


OF_EMBEDDINGS: dict[str, Callable[..., list[float]]] = {
    "partial": lambda x, y, **w: [partial_probe(x[:, :2], y, x[:, 2:], **w).value],
    "partial of a model": lambda x, y, **w: [
        partial_probe(x[:, :2], y, x[:, 2:], model=Ridge(1.0), **w).value
    ],
    "explained": lambda x, y, **w: [
        number
        for name, target in {"x": y, "half": y > 0}.items()
        for of in explained({name: x}, target, y > 0, **w).values()
        for number in (of.logit.value, of.auc.value)
    ],
    "together": lambda x, y, **w: [
        each.value
        for found in stacked_auc({"one": x[:, :2], "other": x[:, ::2]}, y > 0, **w).values()
        for each in (found.whole, *found.alone.values(), *found.gains.values())
    ],
    "ordering": lambda x, y, **w: [
        decision_ordering(x[:, 0].round(1), x[:, 1].round(1), y > 0, **w).value
    ],
    "similarity": lambda x, y, **w: [linear_cka(x, np.c_[y, x[:, 0]], debiased=False, **w)],
    "changed scores": lambda x, y, **w: _changed(response(y, y + x[:, 0], y > 1, **w)),
    "ranks": lambda x, y, **w: [partial_rank_correlation(np.c_[x[:, 0], y, x[:, 1]].round(1), **w)],
    "average": lambda _, y, **w: [average(y, **w).value],
    "means": lambda x, y, **w: [of_means(lambda a, b: a / b, y, x[:, 0] ** 2, **w).value],
}


@pytest.mark.usefixtures("_same_folds")
@pytest.mark.parametrize("statistic", OF_EMBEDDINGS)
def test_of_embeddings(statistic: str) -> None:
    x, y, weight = _sample()
    copies = np.repeat(np.arange(len(x)), weight)
    number = OF_EMBEDDINGS[statistic]
    weighted = number(x, y, weight=weight)
    np.testing.assert_allclose(weighted, number(x[copies], y[copies]), rtol=1e-4)
    assert not np.allclose(weighted, number(x, y), rtol=1e-3)


def test_of_a_search() -> None:
    """Pairs are the same; leaves of the model need so many jets, whatever they weigh."""
    rng = np.random.default_rng(3)
    train, test = (rng.normal(size=(800, 3)) for _ in range(2))
    parts = [
        (x @ [2.0, -1.0, 0.0], (x @ [1.0, -1.0, 1.0] > 0).astype(float)) for x in (train, test)
    ]
    weight = [rng.integers(0, 4, 800).astype(float) for _ in parts]
    copies = [np.repeat(np.arange(800), each.astype(int)) for each in weight]

    def search(rows: Any, counts: Any) -> list[Any]:
        logits, labels = (tuple(p[k][r] for p, r in zip(parts, rows, strict=True)) for k in (0, 1))
        values = {n: (train[rows[0], k], test[rows[1], k]) for k, n in enumerate("abc")}
        return ordering_search(logits, values, labels, most=2, weight=counts)

    whole = [slice(None)] * 2
    weighted = search(whole, weight)
    repeated = search(copies, [np.ones(len(rows)) for rows in copies])
    assert [step.name for step in weighted] == [step.name for step in repeated] == ["a", "b"]
    for one, other in zip(weighted, repeated, strict=True):
        assert one.ordering.value == pytest.approx(other.ordering.value, abs=0.01)
        assert one.auc.value == pytest.approx(other.auc.value, abs=0.02)
    # Jets that weigh nothing are none, and only ratios count.
    there = [np.flatnonzero(each) for each in weight]
    fewer = search(there, [7 * each[rows] for each, rows in zip(weight, there, strict=True)])
    assert fewer == weighted


def test_similarity_without_pairs_of_a_jet_with_itself() -> None:
    """Means over two, three and four different jets, one by one."""
    rng = np.random.default_rng(4)
    w = rng.uniform(0.2, 2, 7)
    x, y = (z - np.average(z, axis=0, weights=w) for z in (rng.normal(size=(7, n)) for n in (2, 3)))
    k, el = x @ x.T, y @ y.T

    def hsic(k: np.ndarray, el: np.ndarray) -> float:
        total = {2: [0.0, 0.0], 3: [0.0, 0.0], 4: [0.0, 0.0]}
        for n, entry in ((2, "ij,ij"), (3, "ij,il"), (4, "ij,lm")):
            for at in permutations(range(7), n):
                place = dict(zip("ijlm" if n != 3 else "ijl", at, strict=False))
                one, other = (tuple(place[c] for c in part) for part in entry.split(","))
                total[n][0] += w[list(at)].prod() * k[one] * el[other]
                total[n][1] += w[list(at)].prod()
        means = {n: a / b for n, (a, b) in total.items()}
        return means[2] - 2 * means[3] + means[4]

    expected = hsic(k, el) / np.sqrt(hsic(k, k) * hsic(el, el))
    for scale in (1.0, 1e-6):
        assert linear_cka(x, y, weight=scale * w) == pytest.approx(expected, rel=1e-9)


@pytest.mark.usefixtures("_same_folds")
def test_of_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a jet and its copies are told in one block; but for a variance that counts jets."""
    x, y, weight = _sample()
    copies = np.repeat(np.arange(len(x)), weight)
    there = np.flatnonzero(weight)

    def blocks(number: int, _: int) -> Any:
        all_jets = {len(there): np.arange(len(there)), len(x): np.arange(len(x))}
        row = all_jets.get(number, np.searchsorted(there, copies))
        for first, last in pairwise((40, 90, 150, row.max() + 1)):
            yield np.flatnonzero(row < first), np.flatnonzero((row >= first) & (row < last))

    monkeypatch.setattr("pyg_jets.probing.mdl._blocks", blocks)
    options: dict[str, Any] = {"model": LinearProbe()}
    code: Callable[..., Any]
    for code, target, given, close in (
        (label_codelength, y > 0, {}, 1e-4),
        (codelength, y, options, 1e-3),
    ):
        weighted = code(x, target, weight=weight, **given)
        repeated, plain = code(x[copies], target[copies], **given), code(x, target, **given)
        for name, far in (("bits", 1), ("bits_without", 1), ("saved", 10)):
            expected = pytest.approx(getattr(repeated, name), rel=far * close)
            assert getattr(weighted, name) == expected
            assert getattr(plain, name) != expected
        assert (weighted.count, weighted.total) == (len(there), 240)
    # A jet that counts twice is no second jet.
    assert weighted.error > repeated.error


def test_permuted_targets_meet_weights() -> None:
    """Of weights 0 and 1 nothing is left but the jets that weigh something."""
    x, y, _ = _sample()
    weight = np.arange(240) % 3 > 0
    for model in (None, Ridge(1.0)):
        some = permuted_probe(x, y, weight=weight.astype(float), model=model, permutations=2)
        same = permuted_probe(x[weight], y[weight], model=model, permutations=2)
        assert some.value == pytest.approx(same.value, abs=1e-12)
        assert (some.count, some.total) == (160, 240)


def test_of_a_scan(toy: Constituents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyg_jets.probing.fitting.held_out.KFold", Halves)
    embedding = np.random.default_rng(0).normal(size=(JETS, 2))
    assert toy.weight is not None
    copies = np.repeat(np.arange(JETS), toy.weight.int())
    options: dict[str, Any] = {"kappas": (1.0, 2.0), "betas": (1.0,)}
    weighted = scan_angularities(embedding, toy, weight=toy.weight, **options).r2
    repeated = scan_angularities(embedding[copies], _copies(toy), **options).r2
    np.testing.assert_allclose(weighted, repeated, rtol=1e-7)
    assert not np.allclose(weighted, scan_angularities(embedding, toy, **options).r2, rtol=1e-3)


def test_a_few_heavy_jets_are_few() -> None:
    """Intervals know how many jets there are, not what they weigh."""
    values = np.random.default_rng(0).normal(size=400)
    for weight in (np.ones(400), np.full(400, 1e-6)):
        narrow = average(values, weight=weight)
        assert narrow.high - narrow.low == pytest.approx(2 / 20, rel=0.2)
    wide = average(values, weight=np.where(np.arange(400) < 8, 1000.0, 1.0))
    assert wide.high - wide.low > 3 * (narrow.high - narrow.low)


@pytest.mark.parametrize("weight", [[-1.0, 2.0], [np.nan, 1.0]])
def test_impossible_weights(weight: list[float]) -> None:
    with pytest.raises(ValueError, match=r"'weight' must be finite and not negative \(got 1 that"):
        average([1.0, 2.0], weight=weight)


def test_nothing_weighs_anything() -> None:
    with pytest.raises(ValueError, match=r"there must be jets that weigh something \(got none\)"):
        average([1.0, 2.0], weight=[0, 0])
