"""The gated cell in a recursion: its products, and what stands between them."""

from __future__ import annotations

from collections.abc import Sequence

import numba
import numpy as np
import torch
from torch import Tensor

from pyg_jets.nn._buffers import Buffers
from pyg_jets.nn._padding import cut_vector, cut_weight, pad_vector, pad_weight


class GatedRecursion:
    r"""States and gradients of the inner nodes of a forest, depth by depth.

    With :math:`a = [h_L; h_R; u]`: reset gate r, new state n (the cell's :math:`\tilde h`), and
    choice z among n, :math:`h_L`, :math:`h_R` and u, as in :class:`pyg_jets.nn.GatedCell`.

    Args:
        u: Their inputs' states ``(num_inner, H)``.
        h: States of all rows; those of the inner nodes are written here.
        inner: Rows of the inner nodes.
        gate: Added to every state, or no rows at all.
        parameters: Weights and biases of ``lin_h``, ``lin_r``, ``lin_z``.
        hidden: H without padding.
        buffers: Memory for what it keeps.
    """

    def __init__(
        self,
        u: Tensor,
        h: Tensor,
        inner: Tensor,
        gate: Tensor,
        parameters: Sequence[Tensor],
        hidden: int,
        buffers: Buffers,
    ) -> None:
        self.hidden, self.size, self.u, self.buffers = hidden, u.shape[1], u, buffers
        self.h, self.inner, self.gate = h.numpy(), inner.numpy(), gate.numpy()
        self.w_n, self.w_r, self.w_z = (pad_weight(w, hidden) for w in parameters[::2])
        self.b_n, b_r, b_z = (pad_vector(b, hidden) for b in parameters[1::2])
        self.b_z, size, num_inner = b_z.numpy(), self.size, len(u)
        self.r, self.z, self.ra, self.n = (
            buffers.take(num_inner, blocks * size) for blocks in (3, 4, 3, 1)
        )
        torch.addmm(b_r, u, self.w_r[2 * size :], out=self.r)
        torch.mm(u, self.w_z[3 * size :], out=self.z)

    def forward(self, first: int, last: int, children: Tensor) -> None:
        """States of inner nodes ``first .. last - 1`` from their children's."""
        size, n, z = self.size, self.n[first:last], self.z[first:last]
        self.r[first:last].addmm_(children, self.w_r[: 2 * size]).sigmoid_()
        below, u = children.numpy(), self.u.numpy()
        _reset(self.r.numpy(), below, u, first, last, self.ra.numpy())
        torch.addmm(self.b_n, self.ra[first:last], self.w_n, out=n).relu_()
        z.addmm_(n, self.w_z[:size]).addmm_(children, self.w_z[size : 3 * size])
        _below_the_largest(z.numpy(), self.b_z)
        z.exp_()
        _choose(
            z.numpy(), n.numpy(), below, u[first:last], self.inner[first:last], self.gate, self.h
        )

    def start_backward(self) -> None:
        """Make room for the gradients."""
        self.d_n, self.d_u, self.d_z, self.d_r = (
            self.buffers.take(len(self.u), blocks * self.size) for blocks in (1, 1, 4, 3)
        )
        self.w_n_t = self.w_n.t().contiguous()
        self.w_r_t, self.w_z_t = self.w_r.t().contiguous(), self.w_z.t().contiguous()

    def backward(
        self, first: int, last: int, g: Tensor, children: Tensor, g_children: Tensor, beta: int
    ) -> None:
        """``beta`` times the children's gradient + what comes from ``first .. last - 1``."""
        size = self.size
        u, z, n, r = (part[first:last] for part in (self.u, self.z, self.n, self.r))
        d_u, d_z, d_n, d_r = (part[first:last] for part in (self.d_u, self.d_z, self.d_n, self.d_r))
        below, d_below = children.numpy(), g_children.numpy()
        _choose_backward(
            g.numpy(), self.inner[first:last], z.numpy(), n.numpy(), below, u.numpy(),
            d_z.numpy(), d_n.numpy(), d_below, d_u.numpy(), beta,
        )  # fmt: skip
        d_n.addmm_(d_z, self.w_z_t[:, :size]).mul_(n > 0)
        torch.mm(d_n, self.w_n_t, out=d_r)
        _reset_backward(r.numpy(), below, u.numpy(), d_r.numpy(), d_below, d_u.numpy())
        g_children.addmm_(d_z, self.w_z_t[:, size : 3 * size]).addmm_(
            d_r, self.w_r_t[:, : 2 * size]
        )

    def input_gradient(self) -> Tensor:
        """Gradient of ``u``."""
        size = self.size
        return self.d_u.addmm_(self.d_z, self.w_z_t[:, 3 * size :]).addmm_(
            self.d_r, self.w_r_t[:, 2 * size :]
        )

    def parameter_gradients(self, children: Tensor) -> list[Tensor]:
        """Gradients of the parameters, from all inner nodes' children's states."""
        of_n = self.ra.t() @ self.d_n
        of_r = torch.cat((children.t() @ self.d_r, self.u.t() @ self.d_r))
        of_z = torch.cat((self.n.t() @ self.d_z, children.t() @ self.d_z, self.u.t() @ self.d_z))
        gradients = []
        ones = self.u.new_ones(len(self.u))
        for weight, rows in ((of_n, self.d_n), (of_r, self.d_r), (of_z, self.d_z)):
            gradients += [cut_weight(weight, self.hidden), cut_vector(ones @ rows, self.hidden)]
        return gradients


@numba.njit(cache=True, nogil=True)
def _reset(
    r: np.ndarray, children: np.ndarray, u: np.ndarray, first: int, last: int, ra: np.ndarray
) -> None:
    """The inputs of the new state: r times a."""
    size = u.shape[1]
    for k in range(first, last):
        for j in range(2 * size):
            ra[k, j] = r[k, j] * children[k - first, j]
        for j in range(size):
            ra[k, 2 * size + j] = r[k, 2 * size + j] * u[k, j]


@numba.njit(cache=True, nogil=True)
def _below_the_largest(z: np.ndarray, bias: np.ndarray) -> None:
    """Add the bias and subtract each unit's largest of four: the exponentials stay finite."""
    size = z.shape[1] // 4
    for k in range(len(z)):
        for j in range(size):
            a, b = z[k, j] + bias[j], z[k, size + j] + bias[size + j]
            c, d = z[k, 2 * size + j] + bias[2 * size + j], z[k, 3 * size + j] + bias[3 * size + j]
            largest = max(a, b, c, d)
            z[k, j], z[k, size + j] = a - largest, b - largest
            z[k, 2 * size + j], z[k, 3 * size + j] = c - largest, d - largest


@numba.njit(cache=True, nogil=True)
def _choose(
    z: np.ndarray,
    n: np.ndarray,
    children: np.ndarray,
    u: np.ndarray,
    rows: np.ndarray,
    gate: np.ndarray,
    h: np.ndarray,
) -> None:
    """Exponentials become choices that sum to 1, and these make the states in their rows."""
    size = n.shape[1]
    one = z.dtype.type(1)
    for k in range(len(n)):
        row = rows[k]
        for j in range(size):
            total = (z[k, j] + z[k, size + j]) + (z[k, 2 * size + j] + z[k, 3 * size + j])
            inverse = one / total
            z[k, j] *= inverse
            z[k, size + j] *= inverse
            z[k, 2 * size + j] *= inverse
            z[k, 3 * size + j] *= inverse
        for j in range(size):
            h[row, j] = (
                z[k, j] * n[k, j]
                + z[k, size + j] * children[k, j]
                + z[k, 2 * size + j] * children[k, size + j]
                + z[k, 3 * size + j] * u[k, j]
            )
        if len(gate):
            for j in range(size):
                h[row, j] += gate[row, j]


@numba.njit(cache=True, nogil=True)
def _choose_backward(
    g: np.ndarray,
    rows: np.ndarray,
    z: np.ndarray,
    n: np.ndarray,
    children: np.ndarray,
    u: np.ndarray,
    d_z: np.ndarray,
    d_n: np.ndarray,
    d_children: np.ndarray,
    d_u: np.ndarray,
    beta: int,
) -> None:
    """Through the weighted sum and the softmax; the children's part joins beta times theirs."""
    size = n.shape[1]
    state = np.empty(size, n.dtype)
    for k in range(len(n)):
        gradient = g[rows[k]]
        if beta == 0:
            d_children[k] = 0
        # Loops of few arrays each: the compiler vectorises those.
        for j in range(size):
            state[j] = z[k, j] * n[k, j] + z[k, 3 * size + j] * u[k, j]
        for j in range(size):
            state[j] += z[k, size + j] * children[k, j]
        for j in range(size):
            state[j] += z[k, 2 * size + j] * children[k, size + j]
        for j in range(size):
            d_n[k, j] = gradient[j] * z[k, j]
            d_z[k, j] = d_n[k, j] * (n[k, j] - state[j])
        for j in range(size):
            d_u[k, j] = gradient[j] * z[k, 3 * size + j]
            d_z[k, 3 * size + j] = d_u[k, j] * (u[k, j] - state[j])
        for j in range(size):
            share = gradient[j] * z[k, size + j]
            d_children[k, j] += share
            d_z[k, size + j] = share * (children[k, j] - state[j])
        for j in range(size):
            share = gradient[j] * z[k, 2 * size + j]
            d_children[k, size + j] += share
            d_z[k, 2 * size + j] = share * (children[k, size + j] - state[j])


@numba.njit(cache=True, nogil=True)
def _reset_backward(
    r: np.ndarray,
    children: np.ndarray,
    u: np.ndarray,
    d_r: np.ndarray,
    d_children: np.ndarray,
    d_u: np.ndarray,
) -> None:
    """From the gradient of r times a (in ``d_r``) that of the sigmoid's argument, and a's part."""
    size = u.shape[1]
    one = r.dtype.type(1)
    for k in range(len(u)):
        for j in range(2 * size):
            d_children[k, j] += d_r[k, j] * r[k, j]
            d_r[k, j] *= children[k, j] * r[k, j] * (one - r[k, j])
        for j in range(size):
            d_u[k, j] += d_r[k, 2 * size + j] * r[k, 2 * size + j]
            d_r[k, 2 * size + j] *= u[k, j] * r[k, 2 * size + j] * (one - r[k, 2 * size + j])
