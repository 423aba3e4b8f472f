"""Fields are means of responses; bins that could be chance are left out."""

import numpy as np
import pytest
import torch

from pyg_jets import LundPlane, Task, lund_coordinates
from pyg_jets.intervention import response
from pyg_jets.observables import jet_mass
from pyg_jets.study.chapters.response.measure import (
    Field,
    Responses,
    hardest,
    masses_of,
    shown_bins,
)
from pyg_jets.study.pooled import pooled
from pyg_jets.taggers import Tagger


def test_fields_are_means_of_the_response(responses: Responses, small: Tagger) -> None:
    test = Task.named("w-qcd").test(jets=120)
    jets = test[test.y == 0]
    field = responses.kinds["qcd"].trained[None]
    where, answer = lund_coordinates(jets), response(small, jets)
    x, y = field.ln_kt.edges
    column = np.digitize(where.ln_inv_delta.numpy(), x) - 1
    row = np.digitize(where.ln_kt.numpy(), y) - 1
    k = np.unravel_index(field.ln_kt.count.argmax(), field.ln_kt.count.shape)
    inside = (column == k[0]) & (row == k[1])
    assert inside.sum() == field.ln_kt.count[k] > 10
    assert answer.ln_kt.numpy()[inside].mean() == pytest.approx(field.ln_kt.mean[k])
    by_x = answer.ln_inv_delta.numpy()[inside].mean()
    assert by_x == pytest.approx(field.ln_inv_delta.mean[k])
    assert responses.kinds["qcd"].mass == pytest.approx(float(np.median(jet_mass(jets))))


def test_slices_of_pt_add_up(responses: Responses) -> None:
    of_kind = responses.kinds["w"].trained
    slices = sum(field.ln_kt.count.sum() for pt, field in of_kind.items() if pt is not None)
    assert slices == of_kind[None].ln_kt.count.sum()


def test_the_hardest_splitting_of_every_jet() -> None:
    where = lund_coordinates(Task.named("w-qcd").test(jets=20))
    rows = hardest(where)
    assert where.jet is not None
    for jet in where.jet.unique().tolist():
        of_jet = torch.nonzero(torch.eq(where.jet, jet)).flatten()
        assert int(of_jet[where.ln_kt[of_jet].argmax()]) in rows
    assert len(rows) == len(where.jet.unique())


def _field(x: float, y: float, scatter: float, entries: int = 400) -> Field:
    rng = np.random.default_rng(0)

    class Here:
        ln_inv_delta = torch.full((entries,), 0.5)
        ln_kt = torch.full((entries,), 0.5)
        num_jets = entries

    noise = rng.normal(size=entries) * scatter
    planes = (LundPlane((1, 1), ((0, 1), (0, 1))) for _ in range(2))
    return Field(
        *(
            plane.fill(Here(), torch.from_numpy(mean + noise - noise.mean()))
            for plane, mean in zip(planes, (x, y), strict=True)
        )
    )


def test_arrows_that_could_be_chance_are_left_out() -> None:
    still = _field(0, 0, 1)  # errors of 1 / 20
    for x, y, shown in ((0.05, 0.05, False), (0.3, 0, True), (0, -0.3, True), (0.12, 0.12, True)):
        assert shown_bins(_field(x, y, 1), still, errors=3.0 if x != 0.12 else 2.0).item() is shown
    # What the untrained network does as well is none of the training's.
    assert not shown_bins(_field(0.3, 0, 1), _field(0.3, 0, 1)).item()
    assert not shown_bins(_field(9, 0, 1, 49), still).item()


def test_trainings_are_put_together(responses: Responses) -> None:
    both = pooled([responses, responses])
    field, one = both.kinds["w"].trained[None], responses.kinds["w"].trained[None]
    assert (field.ln_kt.count == 2 * one.ln_kt.count).all()
    assert both.sensitivity.jump.spread == 0
    assert both.task is responses.task


def test_masses_are_those_of_the_kinds() -> None:
    assert masses_of(Task.named("w-qcd")) == {"W": 80.4}
    assert masses_of(Task.named("quark-gluon")) == {}
