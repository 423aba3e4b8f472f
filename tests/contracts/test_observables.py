"""What every observable promises; a new one is tested by being exported.

An observable with parameters that have no default gets a line in ``PARAMETERS``.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import observables
from pyg_jets.jets.clustering import cluster
from pyg_jets.jets.constituents import Constituents

Values: TypeAlias = dict[str, Tensor]

PARAMETERS: dict[str, list[dict[str, Any]]] = {
    "angularity": [
        {"kappa": kappa, "beta": beta} for kappa, beta in [(0, 0), (1, 1), (1, 0.5), (2, 0), (2, 1)]
    ],
    "c2": [{"beta": beta} for beta in (1, 2)],
    "d2": [{"beta": beta} for beta in (1, 2)],
    "energy_flow_polynomials": [{"degree": 3}, {"degree": 5, "beta": 0.5}],
    "lund_multiplicity": [{"kt_cut": kt_cut} for kt_cut in (0.5, 5)],
    "nsubjettiness": [{"n": n} for n in (1, 2, 3)],
    "nsubjettiness_ratio": [{"n": n} for n in (2, 3)],
    "soft_drop": [{"beta": beta} for beta in (0, 1)],
}
SOFT_PT = 1e-10


def is_observable(function: Any) -> bool:
    """Whether this is a function whose first parameter is ``jets``."""
    return (
        inspect.isfunction(function)
        and next(iter(inspect.signature(function).parameters), "") == "jets"
    )


EXPORTED = [name for name in observables.__all__ if is_observable(getattr(observables, name))]
CASES = [
    pytest.param(name, parameters, id="-".join([name, *map(str, parameters.values())]))
    for name in EXPORTED
    for parameters in PARAMETERS.get(name, [{}])
]
every_observable = pytest.mark.parametrize(("name", "parameters"), CASES)


def compute(name: str, parameters: dict[str, Any], jets: Any) -> Values:
    """The values of an observable by name, or by number of several columns."""
    result = getattr(observables, name)(jets, **parameters)
    if isinstance(result, Tensor):
        columns = result.unbind(1) if result.ndim == 2 else [result]
        return {str(number): column for number, column in enumerate(columns)}
    return dict(result._asdict())


def is_irc_safe(name: str, parameters: dict[str, Any]) -> bool:
    safe = getattr(observables, name).irc_safe
    if not callable(safe):
        return bool(safe)
    known = inspect.signature(safe).parameters
    return bool(safe(**{key: value for key, value in parameters.items() if key in known}))


def toy_jet(size: int, rng: np.random.Generator) -> Any:
    """Pions around a random direction."""
    pt = rng.exponential(60, size) + 1
    y = rng.uniform(-1.5, 1.5) + rng.normal(0, 0.25, size)
    phi = rng.uniform(-math.pi, math.pi) + rng.normal(0, 0.25, size)
    mt = np.hypot(pt, 0.13957)
    return np.stack((pt * np.cos(phi), pt * np.sin(phi), mt * np.sinh(y), mt * np.cosh(y)), axis=1)


def toy_jets(*sizes: int, seed: int = 0) -> Constituents:
    rng = np.random.default_rng(seed)
    return Constituents.from_list([toy_jet(size, rng) for size in sizes])


def nearly_empty_jets(*sizes: int) -> Constituents:
    """Jets with all but one particle hard: where ratios of what nearly vanishes jump."""
    jets = toy_jets(*sizes, seed=1)
    jets.p4[jets.ptr[1:] - 1] *= 1e-8
    return jets


def moved(jets: Constituents, move: Callable[[Tensor], Tensor]) -> Constituents:
    return Constituents.from_list([move(jet.p4) for jet in jets])


def turn(p4: Tensor) -> Tensor:
    """Rotate about the beam by two radians."""
    px, py, pz, energy = p4.unbind(1)
    cos, sin = math.cos(2), math.sin(2)
    return torch.stack((cos * px - sin * py, sin * px + cos * py, pz, energy), dim=1)


def boost(p4: Tensor) -> Tensor:
    """Boost along the beam by 0.7 units of rapidity."""
    px, py, pz, energy = p4.unbind(1)
    cosh, sinh = math.cosh(0.7), math.sinh(0.7)
    return torch.stack((px, py, cosh * pz + sinh * energy, cosh * energy + sinh * pz), dim=1)


def split_collinearly(p4: Tensor) -> Tensor:
    """Share the hardest particle between two, 30 : 70, in its own direction."""
    hardest = int(p4[:, :2].norm(dim=1).argmax())
    shared = p4.clone()
    shared[hardest] *= 0.7
    return torch.cat((shared, 0.3 * p4[hardest : hardest + 1]))


def add_soft(p4: Tensor) -> Tensor:
    """Add a massless particle of hardly any momentum, 0.3 from the first particle."""
    px, py, pz, energy = p4[0].tolist()
    y, phi = 0.5 * math.log((energy + pz) / (energy - pz)) + 0.2, math.atan2(py, px) - 0.22
    direction = [math.cos(phi), math.sin(phi), math.sinh(y), math.cosh(y)]
    return torch.cat((p4, SOFT_PT * torch.tensor([direction], dtype=p4.dtype)))


def close(a: Values, b: Values, rtol: float, atol: float) -> bool:
    return all(torch.allclose(a[key], b[key], rtol=rtol, atol=atol) for key in a)


@pytest.mark.parametrize("name", EXPORTED)
def test_parameters_are_known_and_safety_is_stated(name: str) -> None:
    function = getattr(observables, name)
    assert hasattr(function, "irc_safe"), f"mark {name} with @irc_safe(...)"
    for parameters in PARAMETERS.get(name, [{}]):
        try:
            inspect.signature(function).bind("jets", **parameters)
        except TypeError as error:
            pytest.fail(f"{name}: {error}; give it a line in PARAMETERS")


@every_observable
def test_one_float64_value_per_jet(name: str, parameters: dict[str, Any]) -> None:
    for value in compute(name, parameters, toy_jets(5, 1, 12)).values():
        assert value.shape == (3,)
        assert value.dtype == torch.float64


@every_observable
def test_a_batch_equals_its_jets_one_by_one(name: str, parameters: dict[str, Any]) -> None:
    jets = toy_jets(3, 1, 40, 2, 17)
    together = compute(name, parameters, jets)
    for i, jet in enumerate(jets):
        alone = compute(name, parameters, jet)
        assert close(alone, {key: value[[i]] for key, value in together.items()}, 1e-13, 1e-13)


@every_observable
def test_clustered_jets_give_the_same(name: str, parameters: dict[str, Any]) -> None:
    jets = toy_jets(3, 1, 20)
    clustered = compute(name, parameters, cluster(jets))
    assert close(clustered, compute(name, parameters, jets), rtol=0, atol=0)


@every_observable
@pytest.mark.parametrize("move", [turn, boost])
def test_turns_and_boosts_about_the_beam_change_nothing(
    name: str, parameters: dict[str, Any], move: Callable[[Tensor], Tensor]
) -> None:
    jets = toy_jets(4, 10, 30, 31, 32)
    before, after = compute(name, parameters, jets), compute(name, parameters, moved(jets, move))
    assert close(before, after, rtol=1e-7, atol=1e-9)


@every_observable
def test_one_particle_is_a_jet(name: str, parameters: dict[str, Any]) -> None:
    massless = Constituents([[30.0, -40.0, 0.0, 50.0]], [0, 1])
    for jets in (toy_jets(1, 1, 1), massless):
        assert all(value.isfinite().all() for value in compute(name, parameters, jets).values())


@every_observable
def test_soft_and_collinear_emissions_change_only_the_unsafe(
    name: str, parameters: dict[str, Any]
) -> None:
    safe = is_irc_safe(name, parameters)
    jets = toy_jets(5, 10, 30, 31, 32)
    if not safe:
        jets = Constituents.concat([toy_jets(1, 2, 5, 10, 30), nearly_empty_jets(2, 3)])
    before = compute(name, parameters, jets)
    unchanged = [
        close(before, compute(name, parameters, moved(jets, emit)), rtol=1e-6, atol=1e-8)
        for emit in (split_collinearly, add_soft)
    ]
    assert all(unchanged) if safe else not all(unchanged)
