"""The response against formulas by hand and against twins on the held tree."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, cluster, lund_coordinates
from pyg_jets.intervention import response, twin_response
from pyg_jets.intervention.centred_move import DIRECTIONS
from pyg_jets.jets import kinematics
from pyg_jets.taggers import Tagger
from tests.attributed import MAKERS, made
from tests.intervention.conftest import Known
from tests.unchanged import same, state


def _agrees(analytic: Tensor, expected: Tensor) -> bool:
    r = np.corrcoef(analytic.numpy(), expected.numpy())[0, 1]
    return bool(r >= 0.999 and (analytic - expected).norm() <= 0.01 * expected.norm())


def test_the_mass_by_hand(jets: JetTreeDataset) -> None:
    """A rigid shift changes the mass as in two narrow massless branches of a narrow jet."""
    found, c, batch = response(Known(1, 0), jets), lund_coordinates(jets), jets.batch()
    root = batch.p4[batch.is_root][batch.batch[c.node]]
    pt = kinematics.pt(batch.p4[c.node])
    squares = c.z * (1 - c.z) * pt**2 * (-2 * c.ln_inv_delta).exp()
    by_hand = -kinematics.pt(root) / pt * squares / kinematics.mass(root)
    shift = (found.ln_inv_delta - found.ln_kt).numpy()
    assert np.corrcoef(shift, by_hand.numpy())[0, 1] >= 0.999


def test_a_linear_combination_responds_as_its_parts(jets: JetTreeDataset) -> None:
    parts = response(Known(1, 0), jets), response(Known(0, 1), jets)
    for both, mass, width in zip(response(Known(3, -50), jets), *parts, strict=True):
        torch.testing.assert_close(both, 3 * mass - 50 * width)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_twins_on_the_held_tree_agree(jets: JetTreeDataset, known: Tagger, direction: Any) -> None:
    rows = torch.arange(0, len(jets.merges), 5)
    twins = twin_response(known, jets, rows, direction, 1e-3, held=True)
    assert _agrees(getattr(response(known, jets), direction)[rows], twins.value)


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "CNN"])
def test_every_network_agrees_with_its_twins(name: str, jets: JetTreeDataset) -> None:
    tagger = made(name, jets.constituents)
    few = jets[:3]
    rows = torch.arange(0, len(few.merges), 9)
    analytic = torch.stack(response(tagger, few))[:, rows]
    # Float32 features round steps that are smaller, and bends of ReLUs lie in larger ones.
    finite = torch.stack(
        [twin_response(tagger, few, rows, name, 2e-4, held=True).value for name in DIRECTIONS]
    )
    near = (analytic - finite).abs() <= 0.05 * analytic.square().mean().sqrt()
    assert near.double().mean() > 0.8


def test_trees_batches_and_data_sets_agree(jets: JetTreeDataset) -> None:
    tagger = made("gated", jets.constituents)
    before, together = state(tagger), response(tagger, jets)
    assert together.psi.shape == (len(lund_coordinates(jets)),)
    assert same(before, state(tagger))
    one_by_one = [response(tagger, tree) for tree in jets]
    for column, of_batch, alone in zip(
        together, response(tagger, jets.batch()), zip(*one_by_one, strict=True), strict=True
    ):
        torch.testing.assert_close(column, of_batch)
        torch.testing.assert_close(torch.cat(alone), column, rtol=1e-6, atol=1e-9)


def test_a_view_made_before_is_made_again(jets: JetTreeDataset) -> None:
    tagger = made("EFN", jets.constituents)
    seen = tagger.view(jets.batch())
    torch.testing.assert_close(response(tagger, seen), response(tagger, jets))
    assert tagger.reads in seen


def test_turning_all_splittings_of_two_particles_turns_the_jet() -> None:
    """The mass does not know directions about the axis."""
    pair = [[30.0, 3.0, 1.0, 30.2], [20.0, -3.0, -1.0, 20.3]]
    found = response(Known(1, 0), cluster(Constituents(pair, [0, 2])))
    assert found.psi.abs() < 2e-2 * found.ln_inv_delta.abs()


def test_targets_are_functions_of_the_output(jets: JetTreeDataset, known: Tagger) -> None:
    halved = response(known, jets, target=lambda logit: 0.5 * logit)
    torch.testing.assert_close(2 * halved.ln_kt, response(known, jets).ln_kt)
    with pytest.raises(ValueError, match=r"one number per jet, \(12,\) \(got \(12, 1\)\)"):
        response(known, jets, target=lambda logit: logit[:, None])
    with pytest.raises(TypeError, match=r"a pair of classes or a function .* .got 1.5"):
        response(known, jets, target=1.5)  # type: ignore[arg-type]
    torch.testing.assert_close(response(known, jets, 0).psi, -response(known, jets).psi)
    with pytest.raises(ValueError, match=r"one of the classes 0 to 1 .got 2"):
        response(known, jets, target=2)


def test_images_are_refused(jets: JetTreeDataset) -> None:
    with pytest.raises(TypeError, match="got CNN, whose pixels jump"):
        response(made("CNN", jets.constituents), jets)


def _cut(logit: Tensor) -> Tensor:
    return logit.detach()


@pytest.mark.parametrize("cut", [_cut, lambda logit: torch.zeros_like(logit).requires_grad_()])
def test_logits_without_a_gradient_are_refused(
    jets: JetTreeDataset, known: Tagger, cut: Callable[[Tensor], Tensor]
) -> None:
    with pytest.raises(TypeError, match=r"a gradient by the momenta .got Known with none"):
        response(known, jets, target=cut)


def test_particles_along_the_beam_are_refused(known: Tagger) -> None:
    beam = [[30.0, 0.0, 0.0, 30.0], [0.0, 0.0, 5.0, 5.0], [20.0, 1.0, 0.0, 20.1]]
    with pytest.raises(ValueError, match=r"particles along the beam have none.* .got 1 of 2"):
        response(known, cluster(Constituents(beam, [0, 3])))


def test_other_recombination_schemes_are_refused(jets: JetTreeDataset, known: Tagger) -> None:
    batch = jets.batch()
    batch.p4[batch.is_root] *= 1.01
    with pytest.raises(ValueError, match="E scheme"):
        response(known, batch)


def _with_a_particle(jets: Constituents, soft: bool, size: float) -> JetTreeDataset:
    """A soft particle of this pt beside each hardest one, or that one split at this distance."""
    made = []
    for first, last in zip(jets.ptr[:-1].tolist(), jets.ptr[1:].tolist(), strict=True):
        p4 = jets.p4[first:last]
        hardest = int(kinematics.pt(p4).argmax())
        hard, others = p4[hardest], torch.cat((p4[:hardest], p4[hardest + 1 :]))
        pt = torch.tensor([size]) if soft else 0.3 * kinematics.pt(hard[None])
        y = kinematics.rapidity(hard[None]) + (0.1 if soft else size)
        phi = kinematics.phi(hard[None])
        other = torch.cat((pt * phi.cos(), pt * phi.sin(), pt * y.sinh(), pt * y.cosh()))
        made.append(torch.cat((others, torch.stack((hard if soft else 0.7 * hard, other)))))
    return cluster(Constituents.from_list(made))


def _size_of_the_last(tagger: Tagger, jets: JetTreeDataset) -> float:
    """Root mean square of the response of the splitting that the added particle takes part in."""
    batch, answer, rows = jets.batch(), response(tagger, jets), []
    node = lund_coordinates(jets).node
    for leaf in (batch.ptr[:-1] + jets.constituents.ptr.diff() - 1).tolist():
        parent = batch.edge_index[1, batch.edge_index[0] == leaf]
        rows.append(int((node == parent).nonzero()))
    both = torch.stack((answer.ln_inv_delta, answer.ln_kt))[:, rows]
    return float(both.square().sum(0).mean().sqrt())


@pytest.mark.parametrize(("soft", "sizes"), [(True, (1e-1, 1e-3)), (False, (1e-2, 1e-4))])
def test_soft_and_collinear_splittings_of_safe_and_unsafe_taggers(
    soft: bool, sizes: tuple[float, float], jets: JetTreeDataset
) -> None:
    """An EFN's response falls with pt and with the distance; that of a RecNN or a PFN stays."""
    few = jets.constituents[:6]
    changed = [_with_a_particle(few, soft, size) for size in sizes]
    falls = {}
    for name in ("EFN", "PFN", "gated"):
        tagger = made(name, jets.constituents)
        large, small = (_size_of_the_last(tagger, of_size) for of_size in changed)
        falls[name] = large / small
    # A hundred times less pt: a hundred times less response; distances enter squared or faster.
    assert falls["EFN"] > 90
    assert falls["PFN"] < 3
    assert falls["gated"] < 10
