"""The gated cell in a recursion over one block of trees: its products, and what stands between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jobs.compiled import compiled
from pyg_jets.nn.kernels.exponential import Exponential, exponential, make_exponential
from pyg_jets.nn.kernels.shares import Shares, show, show_backward


class GatedRecursion:
    r"""States and gradients of the inner nodes of a block.

    With :math:`a = [h_L; h_R; u]`: reset gate r, new state n (the cell's :math:`\tilde h`), and
    choice z among n, :math:`h_L`, :math:`h_R` and u, as in :class:`pyg_jets.nn.GatedCell`. What a
    adds to r and z is one product.

    Args:
        parameters: Weights and biases of ``lin_h``, ``lin_r``, ``lin_z``.
    """

    kept = (7, 3, 1)
    """Columns, in units of H, of what a backward pass needs besides the slots: r and z, r a, n."""

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        w_n, w_r, w_z = (weight.t() for weight in parameters[::2])
        b_n, b_r, b_z = parameters[1::2]
        self.size = len(b_n)
        weights = (torch.cat((w_r, w_z[self.size :]), dim=1), w_n, w_z[: self.size])
        self.weights = tuple(weight.contiguous().numpy() for weight in weights)
        self.biases = (torch.cat((b_r, b_z)).numpy(), b_n.contiguous().numpy())

    def forward(
        self,
        slots: np.ndarray,
        at: np.ndarray,
        ptr: np.ndarray,
        shares: Shares,
        *kept: np.ndarray,
    ) -> None:
        """States of the inner nodes, depth by depth, from the slots to the slots."""
        # Its memory is this block's alone: others run at the same time.
        how = make_exponential(slots.dtype, 4 * self.size)
        _forward(slots, at, ptr, self.weights, self.biases, shares, kept, how)

    def backward(
        self,
        slots: np.ndarray,
        at: np.ndarray,
        ptr: np.ndarray,
        shares: Shares,
        g: np.ndarray,
        accumulate: bool,
        inputs: bool,
        weights: bool,
        *kept: np.ndarray,
    ) -> tuple[np.ndarray, ...]:
        """Gradients of all slots from those of the roots; the weights' and the biases'.

        Args:
            slots: States and inputs.
            at: Slots of the inner nodes' states.
            ptr: Borders of the depths in ``at``.
            shares: What parents see of the states.
            g: Gradients of the slots, written.
            accumulate: Add to what ``g`` holds; else only the roots' slots hold something.
            inputs: Whether the gradients of the u's are wanted, too: half as much again.
            weights: Whether the parameters' gradients are wanted.
            kept: What :meth:`forward` left.
        """
        columns = (3 if inputs else 2) * self.size
        gradients = _backward(slots, at, ptr, self.weights, shares, kept, g, accumulate, columns)
        return _weight_gradients(slots, kept, gradients) if weights else ()

    def parameter_gradients(self, totals: Sequence[np.ndarray]) -> list[Tensor]:
        """Gradients of the parameters from the sums of what :meth:`backward` gave."""
        size = self.size
        of_rz, of_n, of_nz, b_rz, b_n = map(torch.from_numpy, totals)
        of_z = torch.cat((of_nz, of_rz[3 * size :]), dim=1)
        return [of_n, b_n, of_rz[: 3 * size], b_rz[: 3 * size], of_z, b_rz[3 * size :]]


@compiled(error_model="numpy")
def _forward(
    slots: np.ndarray,
    at: np.ndarray,
    ptr: np.ndarray,
    weights: tuple[np.ndarray, ...],
    biases: tuple[np.ndarray, ...],
    shares: Shares,
    kept: tuple[np.ndarray, ...],
    how: Exponential,
) -> None:
    (w_rz, w_n, w_nz), (b_rz, b_n), (rz, ra, n) = weights, biases, kept
    a, size = slots[: 3 * len(at)].reshape(len(at), len(w_rz)), len(b_n)
    of_n = np.empty((np.diff(ptr).max(), 4 * size), slots.dtype)
    zero = slots.dtype.type(0)
    for depth in range(len(ptr) - 2, -1, -1):
        first, last = ptr[depth], ptr[depth + 1]
        np.dot(a[first:last], w_rz, rz[first:last])
        for k in range(first, last):
            _reset(rz[k, : 3 * size], b_rz, a[k], ra[k], how)
        np.dot(ra[first:last], w_n, n[first:last])
        for k in range(first, last):
            new = n[k]
            for j in range(size):
                value = new[j] + b_n[j]
                new[j] = zero if value < zero else value
        np.dot(n[first:last], w_nz, of_n[: last - first])
        for k in range(first, last):
            z, more = rz[k, 3 * size :], of_n[k - first]
            for j in range(4 * size):
                z[j] += b_rz[3 * size + j] + more[j]
            _softmax(z, shares.states[at[k]], how)
            _choose(z, n[k], a[k], shares.states[at[k]])
            show(shares, at[k], slots)


@compiled(error_model="numpy")
def _reset(
    r: np.ndarray, bias: np.ndarray, a: np.ndarray, ra: np.ndarray, how: Exponential
) -> None:
    """The reset gate and the inputs of the new state: r = sigmoid(r + bias) and r a."""
    one = r.dtype.type(1)
    for j in range(len(a)):
        r[j] = -(r[j] + bias[j])
    exponential(r, how)
    for j in range(len(a)):
        value = one / (one + r[j])
        r[j] = value
        ra[j] = value * a[j]


@compiled(error_model="numpy")
def _choose(z: np.ndarray, n: np.ndarray, a: np.ndarray, state: np.ndarray) -> None:
    """The state that the choices make."""
    size = len(n)
    of_n, of_l, of_r, of_u = z[:size], z[size : 2 * size], z[2 * size : 3 * size], z[3 * size :]
    left, right, u = a[:size], a[size : 2 * size], a[2 * size :]
    for j in range(size):
        state[j] = of_n[j] * n[j] + of_l[j] * left[j]
    for j in range(size):
        state[j] += of_r[j] * right[j] + of_u[j] * u[j]


@compiled(error_model="numpy")
def _softmax(z: np.ndarray, scratch: np.ndarray, how: Exponential) -> None:
    """Turn the arguments of four choices for each unit into choices that sum to 1."""
    size = len(scratch)
    # Loops of few arrays each: the compiler vectorises those.
    of_n, of_l, of_r, of_u = z[:size], z[size : 2 * size], z[2 * size : 3 * size], z[3 * size :]
    # The largest is subtracted: the exponentials stay finite.
    scratch[:] = of_n
    for part in (of_l, of_r, of_u):
        for j in range(size):
            value, largest = part[j], scratch[j]
            scratch[j] = value if largest < value else largest
    for part in (of_n, of_l, of_r, of_u):
        for j in range(size):
            part[j] -= scratch[j]
    exponential(z, how)
    one = z.dtype.type(1)
    for j in range(size):
        scratch[j] = one / ((of_n[j] + of_l[j]) + (of_r[j] + of_u[j]))
    for part in (of_n, of_l, of_r, of_u):
        for j in range(size):
            part[j] *= scratch[j]


@compiled(error_model="numpy")
def _backward(
    slots: np.ndarray,
    at: np.ndarray,
    ptr: np.ndarray,
    weights: tuple[np.ndarray, ...],
    shares: Shares,
    kept: tuple[np.ndarray, ...],
    g: np.ndarray,
    accumulate: bool,
    columns: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the slots; those of the arguments of r and z together, of z, and of n.

    Of each node's inputs the first ``columns`` get theirs.
    """
    (w_rz, w_n, w_nz), (rz, _, n) = weights, kept
    num_inner, size = n.shape
    a = slots[: 3 * num_inner].reshape(num_inner, 3 * size)
    g_a = g[: 3 * num_inner].reshape(num_inner, 3 * size)
    d_rz, d_z, d_n = np.empty_like(rz), np.empty((num_inner, 4 * size), n.dtype), np.empty_like(n)
    zero = n.dtype.type(0)
    for depth in range(len(ptr) - 1):
        first, last = ptr[depth], ptr[depth + 1]
        if not accumulate:
            g_a[first:last] = zero
        for k in range(first, last):
            show_backward(shares, at[k], g)
            state = shares.states[at[k]]
            _choose_backward(g[at[k]], rz[k, 3 * size :], n[k], a[k], state, d_z[k], d_n[k], g_a[k])
        through_z = np.dot(d_z[first:last], w_nz.T)
        for k in range(first, last):
            d_new, more, new = d_n[k], through_z[k - first], n[k]
            for j in range(size):
                value = d_new[j] + more[j]
                d_new[j] = zero if new[j] <= zero else value
        d_ra = np.dot(d_n[first:last], w_n.T)
        for k in range(first, last):
            d_rz[k, 3 * size :] = d_z[k]
            _reset_backward(rz[k, : 3 * size], a[k], d_ra[k - first], d_rz[k, : 3 * size], g_a[k])
        g_a[first:last, :columns] += np.dot(d_rz[first:last], w_rz[:columns].T)
    return d_rz, d_z, d_n


@compiled(error_model="numpy")
def _choose_backward(
    gradient: np.ndarray,
    z: np.ndarray,
    n: np.ndarray,
    a: np.ndarray,
    state: np.ndarray,
    d_z: np.ndarray,
    d_n: np.ndarray,
    g_a: np.ndarray,
) -> None:
    """Through the weighted sum and the softmax; the part of a joins its gradient."""
    size = len(n)
    # Loops of few arrays each: the compiler vectorises those.
    for j in range(size):
        d_n[j] = gradient[j] * z[j]
    for j in range(size):
        d_z[j] = d_n[j] * (n[j] - state[j])
    for block in range(3):
        of_a, part = a[block * size : (block + 1) * size], g_a[block * size : (block + 1) * size]
        choice = z[(block + 1) * size : (block + 2) * size]
        d_choice = d_z[(block + 1) * size : (block + 2) * size]
        for j in range(size):
            d_choice[j] = gradient[j] * choice[j]
        for j in range(size):
            part[j] += d_choice[j]
        for j in range(size):
            d_choice[j] *= of_a[j] - state[j]


@compiled(error_model="numpy")
def _reset_backward(
    r: np.ndarray, a: np.ndarray, d_ra: np.ndarray, d_r: np.ndarray, g_a: np.ndarray
) -> None:
    """From the gradient of r a that of the sigmoid's argument, and the part of a."""
    one = r.dtype.type(1)
    for j in range(len(a)):
        share = d_ra[j] * r[j]
        g_a[j] += share
        d_r[j] = share * a[j] * (one - r[j])


@compiled(error_model="numpy")
def _weight_gradients(
    slots: np.ndarray,
    kept: tuple[np.ndarray, ...],
    gradients: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    (_, ra, n), (d_rz, d_z, d_n) = kept, gradients
    a = slots[: 3 * len(n)].reshape(ra.shape)
    of_weights = np.dot(d_rz.T, a), np.dot(d_n.T, ra), np.dot(d_z.T, n)
    return of_weights[0], of_weights[1], of_weights[2], d_rz.sum(0), d_n.sum(0)
