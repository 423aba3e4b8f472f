"""The inputs' layer over slots, against a dense layer."""

import numpy as np
import torch

from pyg_jets.nn.kernels.embedding import embed, embedding_gradient, in_slots, into_arguments

ORDER, AT = np.array([2, 0, 1]), np.array([4, 1, 2])


def test_layer_and_its_gradients() -> None:
    rng = np.random.default_rng(0)
    x, weight, g = rng.normal(size=(3, 5)), rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    of_x, of_weight = torch.tensor(x, requires_grad=True), torch.tensor(weight, requires_grad=True)
    u = (of_x @ of_weight[:-1] + of_weight[-1]).relu()
    d_x, d_weight = torch.autograd.grad(u, (of_x, of_weight), torch.from_numpy(g[AT][[1, 2, 0]]))

    inputs, slots = in_slots(x, ORDER, AT, 6), np.full((6, 4), np.nan)
    embed(inputs, weight, slots)
    np.testing.assert_allclose(slots[AT], u.detach().numpy()[ORDER])
    into_arguments(slots, g)
    np.testing.assert_allclose(embedding_gradient(inputs, g), d_weight.numpy())
    np.testing.assert_allclose(g[AT] @ weight[:-1].T, d_x.numpy()[ORDER])


def test_not_a_number_stays_one() -> None:
    slots = np.zeros((2, 4))
    inputs = np.array([[np.nan, 1.0], [1.0, 1.0]])
    embed(inputs, np.ones((2, 4)), slots)
    assert np.isnan(slots[0]).all()
    assert (slots[1] == 2).all()
