"""Whatever a jet is, no number that is made of it is NaN, and its trees are FastJet's."""

import inspect
from typing import Any, cast

import fastjet
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, attribution, cluster, lund_coordinates
from pyg_jets.attribution.pruning import histories, pruned_logits
from pyg_jets.taggers import EFN, Tagger
from pyg_jets.transforms import (
    FourVectors,
    Image,
    LundTree,
    ParticleCloud,
    ParticleSet,
    Sequence,
)
from pyg_jets.transforms.features.of_momenta import OF_MOMENTA
from tests.attributed import MAKERS, made
from tests.contracts.test_observables import CASES, compute

FEW = settings(max_examples=12, deadline=None, derandomize=True, database=None)
MANY_AT_ONCE = settings(FEW, max_examples=3)
"""A batch of many jets costs a tagger little more than one of two: 20 to 30 jets of all kinds."""
FASTJET = {
    "kt": fastjet.kt_algorithm,
    "cambridge_aachen": fastjet.cambridge_algorithm,
    "antikt": fastjet.antikt_algorithm,
}
TIES = {"duplicate", "same angle", "grid", "pi", "at rest", "back"}
PLAIN_N2 = 30
"""Beyond, FastJet looks for neighbours in tiles, and takes another one of exactly equal pairs."""
_LARGE = 3
"""Jets of a sample that may have hundreds of particles."""
SIZES = (1, 2, 3, 7, 30, 90, 500)


def _light(pt: float, y: float, phi: float) -> np.ndarray:
    return np.array([pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(y), pt * np.cosh(y)])


def _new(kind: str, rng: np.random.Generator, axis: tuple[float, float], last: np.ndarray) -> Any:
    pt, sign = np.exp(rng.uniform(-3, 5)), rng.choice((-1, 1))
    y, phi = np.array(axis) + 0.3 * rng.normal(size=2)
    return {
        "plain": _light(pt, y, phi) + np.array([0, 0, 0, 0.1]),
        "light": _light(pt, y, phi),
        "duplicate": last,
        "same angle": last * rng.choice((0.1, 0.5, 3.0)),
        "pi": np.array([-pt, sign * 0.0, pt * np.sinh(y), pt * np.cosh(y)]),
        "forward": _light(pt, sign * rng.uniform(5, 12), phi),
        "ghost": 1e-160 * _light(1.0, y, phi),
        "beam": np.array([0, 0, sign * pt, pt]),
        "grid": _light(2.0, axis[0] + 0.1 * rng.integers(-2, 3), axis[1] + 0.1 * rng.integers(3)),
        "at rest": np.array([0, 0, 0, pt]),
        "back": last * [-1, -1, 1, 1],
    }[kind]


KINDS = ("plain", "light", *sorted(TIES), "forward", "ghost", "beam")


def _jet(kinds: list[str], n: int, boosted: bool, rng: np.random.Generator) -> np.ndarray:
    axis = rng.uniform(-2, 2), rng.choice((np.pi, rng.uniform(-np.pi, np.pi)))
    rows = [_light(rng.uniform(20, 200), *axis)]
    while len(rows) < n:
        rows.append(_new(rng.choice(kinds), rng, axis, rows[rng.integers(len(rows))]))
    px, py, pz, energy = np.array(rows).T
    if boosted:
        sinh, cosh = 1e4, np.hypot(1, 1e4)
        pz, energy = cosh * pz + sinh * energy, cosh * energy + sinh * pz
        # What moves against the boost is rounded to less than its momentum.
        energy = np.maximum(energy, np.hypot(np.hypot(px, py), pz))
    if np.hypot(px.sum(), py.sum()) < 1e-9:
        px[0] += 1
        energy[0] += 1
    return np.stack((px, py, pz, energy), 1)


@st.composite
def any_jets(
    draw: Any, sizes: tuple[int, ...] = SIZES, least: int = 1, most: int = 3
) -> tuple[Constituents, list[bool]]:
    """A few jets, and of which of them FastJet makes one tree, in whatever way it searches."""
    jets, comparable, small = [], [], [size for size in sizes if size <= PLAIN_N2]
    for number in range(draw(st.integers(least, most))):
        kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True))
        n = draw(st.sampled_from(sizes if number < _LARGE else small))
        boosted = draw(st.booleans())
        jets.append(_jet(kinds, n, boosted, np.random.default_rng(draw(st.integers(0, 2**32)))))
        comparable.append("beam" not in kinds and (n <= PLAIN_N2 or not TIES & set(kinds)))
    return Constituents.from_list(jets), comparable


def _finite(fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if isinstance(value, Tensor) and value.is_floating_point():
            assert value.isfinite().all(), name


@pytest.mark.filterwarnings("ignore:every jet has more than")
@FEW
@given(any_jets(), st.sampled_from(list(FASTJET)))
def test_trees_are_fastjets(drawn: tuple[Constituents, list[bool]], algorithm: str) -> None:
    jets, comparable = drawn
    trees = cluster(jets, algorithm)
    batch = trees.batch()
    assert batch.validate()
    _finite(batch.to_dict())
    # FastJet's largest radius keeps particles along the beam apart.
    same = torch.tensor(comparable)
    expected = cluster(jets[same], fastjet.JetDefinition(FASTJET[algorithm], 1000.0))
    assert torch.equal(trees[same].merges, expected.merges)


@pytest.mark.filterwarnings("ignore:every jet has more than")
@FEW
@given(any_jets())
def test_numbers_of_jets(drawn: tuple[Constituents, list[bool]]) -> None:
    trees = cluster(drawn[0])
    coordinates = lund_coordinates(trees.batch())
    for name, column in vars(coordinates).items():
        if isinstance(column, Tensor):
            assert not column.isnan().any(), name
    _finite({name: getattr(coordinates, name) for name in ("z", "psi", "mass")})
    # Two particles in one direction have no angle: there, and only there, logarithms are infinite.
    logs = coordinates.ln_inv_delta, coordinates.ln_kt
    together = coordinates.ln_inv_delta == torch.inf
    assert all((log.isfinite() | together | (log == -torch.inf)).all() for log in logs)
    for case in CASES:
        observable, parameters = case.values
        _finite(compute(str(observable), cast("dict[str, Any]", parameters), drawn[0]))


VIEWS = (
    ParticleCloud(3),
    LundTree(),
    Image(),
    FourVectors(5),
    Sequence(5),
    ParticleSet(list(OF_MOMENTA)),
)


@pytest.mark.filterwarnings("ignore:every jet has more than")
@settings(FEW, max_examples=8)
@given(any_jets())
def test_views(drawn: tuple[Constituents, list[bool]]) -> None:
    trees: JetTreeDataset = cluster(drawn[0])
    for view in VIEWS:
        _finite(view(trees.batch()).to_dict())


@pytest.fixture(scope="module")
def tagger(request: pytest.FixtureRequest, toy_jets: Constituents) -> Tagger:
    """As users have them: of float32, scaled by other jets."""
    return made(request.param, toy_jets).float()


every_tagger = pytest.mark.parametrize("tagger", MAKERS, indirect=True)


@every_tagger
@pytest.mark.filterwarnings("ignore:every jet has more than")
@MANY_AT_ONCE
@given(drawn=any_jets(least=8, most=12))
def test_taggers(tagger: Tagger, drawn: tuple[Constituents, list[bool]]) -> None:
    batch = cluster(drawn[0]).batch()
    embedding = tagger.embed(batch)
    _finite({"embedding": embedding, "logits": tagger.head(embedding)})
    _finite({"saliency": attribution.node_saliency(tagger, batch)})


@every_tagger
def test_what_is_left_of_a_jet_may_have_no_pt(tagger: Tagger) -> None:
    p4 = [[10.0, 0, 0, 10.5], [-10.0, 0, 0, 10.5], [1.0, 0.1, 0, 2.0], [0.5, 0, 0, 0.6]]
    batch = cluster(Constituents(p4, [0, 4])).batch()
    kept = np.array([[True, True, False, False]])
    (logits,) = pruned_logits(tagger, batch, histories(batch), [kept])
    _finite({"logits": logits, "removal": attribution.branch_removal(tagger, batch)})


FEW_STEPS = {"steps": 3, "samples": 2}


@every_tagger
@pytest.mark.filterwarnings("ignore:every jet has more than")
@pytest.mark.filterwarnings("ignore:the values of .* jets do not sum to")
@MANY_AT_ONCE
@given(drawn=any_jets(sizes=(1, 2, 3, 7, 12), least=5, most=8))
def test_attributions(tagger: Tagger, drawn: tuple[Constituents, list[bool]]) -> None:
    batch = cluster(drawn[0]).batch()
    for name, method in attribution.applicable(tagger).items():
        known = inspect.signature(method.function).parameters
        few = {key: value for key, value in FEW_STEPS.items() if key in known}
        try:
            _finite({name: method(tagger, batch, **few)})
        except TypeError as refused:
            # An EFN reads shares: in jets that go one way they are nothing to it.
            if not isinstance(tagger, EFN) or "is 0 by construction" not in str(refused):
                raise
