"""Generalised-kt clustering four slots at a time, without branches in its loops.

The search is that of :mod:`pyg_jets.jets.algorithms.generalised_kt`, with the same operations on
every number and the same choice among equals: trees agree bit for bit. Vectors are written out
because compilers do not find them: of equal distances the lowest slot must win, and the loops are
short. All of it is in one file, since numba's cache does not notice a change in another one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, register_model

from pyg_jets.jets.algorithms.coordinates import coordinates
from pyg_jets.jobs.compiled import compiled

_WIDTH = 4
_TWO_PI = 2 * math.pi
_FAR = 1e140
"""Rapidities below have squared differences that are finite."""
_Y, _PHI, _SCALE, _DISTANCE, _NEAREST, _MEASURE = range(6)
"""Rows of numbers of the slots."""

_BITS, _INT32 = ir.IntType(_WIDTH), ir.IntType(32)
_VECTOR = ir.VectorType(ir.DoubleType(), _WIDTH)
_TRUTHS = ir.VectorType(ir.IntType(1), _WIDTH)


class _Lanes(types.Type):
    """Numba's name of four doubles, or of four truths."""


_lanes, _truths = _Lanes("four doubles"), _Lanes("four truths")


@register_model(_Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, of: Any) -> None:
        of_llvm = _VECTOR if of is _lanes else _TRUTHS
        super().__init__(manager, of, of_llvm)  # type: ignore[no-untyped-call]


def _operation(result: Any, build: Callable[..., Any]) -> Any:
    """A function for compiled code of as many operands as its instruction's builder takes."""

    def generate(_: Any, builder: Any, __: Any, values: Any) -> Any:
        return build(builder, *values)

    @intrinsic
    def one(_: Any, a: Any) -> Any:
        return result(a), generate

    @intrinsic
    def two(_: Any, a: Any, b: Any) -> Any:
        return result(a, b), generate

    @intrinsic
    def three(_: Any, a: Any, b: Any, c: Any) -> Any:
        return result(a, b, c), generate

    return {2: one, 3: two, 4: three}[build.__code__.co_argcount]


def _build_all(builder: Any, value: Any) -> Any:
    vector = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), value, _INT32(0))
    return builder.shuffle_vector(vector, vector, ir.VectorType(_INT32, _WIDTH)([0] * _WIDTH))


def _build_least(builder: Any, vector: Any) -> Any:
    """Halves against each other, down to one number."""
    width = _WIDTH
    while width > 1:
        width //= 2
        lanes = ir.VectorType(_INT32, width)
        low = builder.shuffle_vector(vector, vector, lanes(list(range(width))))
        high = builder.shuffle_vector(vector, vector, lanes(list(range(width, 2 * width))))
        vector = builder.select(builder.fcmp_ordered("<", low, high), low, high)
    return builder.extract_element(vector, _INT32(0))


def _build_absolute(builder: Any, vector: Any) -> Any:
    of_vectors = ir.FunctionType(_VECTOR, [_VECTOR])
    name = f"llvm.fabs.v{_WIDTH}f64"
    return builder.call(cgutils.get_or_insert_function(builder.module, of_vectors, name), [vector])


def _build_bits(builder: Any, truths: Any) -> Any:
    return builder.zext(builder.bitcast(truths, _BITS), ir.IntType(64))


_all = _operation(_lanes, _build_all)
_plus = _operation(_lanes, lambda builder, a, b: builder.fadd(a, b))
_minus = _operation(_lanes, lambda builder, a, b: builder.fsub(a, b))
_times = _operation(_lanes, lambda builder, a, b: builder.fmul(a, b))
_absolute = _operation(_lanes, _build_absolute)
_less = _operation(_truths, lambda builder, a, b: builder.fcmp_ordered("<", a, b))
_equal = _operation(_truths, lambda builder, a, b: builder.fcmp_ordered("==", a, b))
_or = _operation(_truths, lambda builder, a, b: builder.or_(a, b))
_but_not = _operation(_truths, lambda builder, a, b: builder.and_(a, builder.not_(b)))
_where = _operation(_lanes, lambda builder, which, a, b: builder.select(which, a, b))
_least = _operation(types.float64, _build_least)
_bits = _operation(types.int64, _build_bits)
_lowest = _operation(types.int64, lambda builder, bits: builder.cttz(bits, ir.IntType(1)(1)))


def _address(context: Any, builder: Any, signature: Any, array: Any, first: Any) -> Any:
    data = context.make_array(signature.args[0])(context, builder, array).data
    return builder.bitcast(builder.gep(data, [first]), ir.PointerType(_VECTOR))


def _loading(_: Any, row: Any, first: Any) -> Any:
    """Four numbers of a row."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.load(_address(context, builder, signature, *values), align=8)

    return _lanes(row, first), generate


def _storing(_: Any, row: Any, first: Any, vector: Any) -> Any:
    """Write four numbers into a row."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[2], _address(context, builder, signature, *values[:2]), align=8)
        return context.get_dummy_value()

    return types.void(row, first, vector), generate


_load: Any = intrinsic(_loading)
_store: Any = intrinsic(_storing)


@compiled()
def room_for(most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Where jets of up to so many constituents are clustered, one after the other."""
    padded = (most // _WIDTH + 1) * _WIDTH
    slots, momenta, node = np.empty((6, padded)), np.empty((padded, 4)), np.empty(padded, np.int64)
    return slots, momenta, node, np.empty(padded // _WIDTH, np.int64), np.arange(float(_WIDTH))


@compiled(error_model="numpy", inline="always")
def _distances(slots: np.ndarray, first: int, rapidity: Any, phi: Any) -> Any:
    """Squared distances of four slots to one place."""
    d_rapidity = _minus(_load(slots[_Y], first), rapidity)
    d_phi = _absolute(_minus(_load(slots[_PHI], first), phi))
    # What is above pi is above the rest of the turn: no branch, the same number.
    rest = _minus(_all(_TWO_PI), d_phi)
    d_phi = _where(_less(rest, d_phi), rest, d_phi)
    return _plus(_times(d_phi, d_phi), _times(d_rapidity, d_rapidity))


@compiled(error_model="numpy", inline="always")
def _first_of_least(value: Any, slot: Any) -> tuple[float, int]:
    """The least value, and of the lanes that have it the lowest slot."""
    least = _least(value)
    return least, int(_least(_where(_equal(value, _all(least)), slot, _all(np.inf))))


@compiled(error_model="numpy", inline="always")
def _set_nearest(slots: np.ndarray, i: int, distance: float, j: int) -> None:
    slots[_DISTANCE, i], slots[_NEAREST, i] = distance, float(j)
    slots[_MEASURE, i] = distance * min(slots[_SCALE, i], slots[_SCALE, j])


@compiled(error_model="numpy", inline="always")
def _search(slots: np.ndarray, i: int, active: int, lanes: np.ndarray) -> None:
    """The nearest neighbour of slot i."""
    rapidity, phi, own = _all(slots[_Y, i]), _all(slots[_PHI, i]), _all(float(i))
    best, nearest, here = _all(np.inf), _all(0.0), _load(lanes, 0)
    for first in range(0, active, _WIDTH):
        d = _distances(slots, first, rapidity, phi)
        # Strictly less: of equals the first slot wins, as in FastJet.
        closer = _but_not(_less(d, best), _equal(here, own))
        best, nearest = _where(closer, d, best), _where(closer, here, nearest)
        here = _plus(here, _all(float(_WIDTH)))
    distance, j = _first_of_least(best, nearest)
    _set_nearest(slots, i, distance, j)


@compiled(error_model="numpy", inline="always")
def _search_all(slots: np.ndarray, n: int, lanes: np.ndarray) -> None:
    """The nearest neighbours of all slots, four at a time."""
    here = _load(lanes, 0)
    for first in range(0, n, _WIDTH):
        best, nearest = _all(np.inf), _all(0.0)
        for j in range(n):
            slot = _all(float(j))
            d = _distances(slots, first, _all(slots[_Y, j]), _all(slots[_PHI, j]))
            closer = _but_not(_less(d, best), _equal(here, slot))
            best, nearest = _where(closer, d, best), _where(closer, slot, nearest)
        _store(slots[_DISTANCE], first, best)
        _store(slots[_NEAREST], first, nearest)
        here = _plus(here, _all(float(_WIDTH)))
    for i in range(n):
        _set_nearest(slots, i, slots[_DISTANCE, i], int(slots[_NEAREST, i]))


@compiled(error_model="numpy", inline="always")
def _empty(slots: np.ndarray, i: int) -> None:
    """A slot that is nobody's neighbour, has none and is not the next to merge."""
    slots[_Y, i], slots[_DISTANCE, i], slots[_MEASURE, i] = np.inf, np.inf, np.inf
    slots[_PHI, i], slots[_SCALE, i], slots[_NEAREST, i] = 0.0, 1.0, -1.0


@compiled(error_model="numpy", inline="always")
def _fill(p4: np.ndarray, power: int, slots: np.ndarray, momenta: np.ndarray) -> bool:
    """Momenta and coordinates of a jet's constituents; whether these are finite."""
    for i in range(len(p4)):
        for k in range(4):
            momenta[i, k] = p4[i, k]
        rapidity, slots[_PHI, i], slots[_SCALE, i] = coordinates(p4[i], power)
        if not abs(rapidity) < _FAR:
            return False
        slots[_Y, i] = rapidity
    return True


@compiled(error_model="numpy", inline="always")
def _meet(
    place: tuple[float, float, float],
    a: int,
    b: int,
    last: int,
    slots: np.ndarray,
    lost: np.ndarray,
    lanes: np.ndarray,
) -> int:
    """One pass over all slots for the new one, b, at its place; which slot merges next.

    Slots that are nearer to b take it, those whose neighbour was merged search again, slot a has
    what was in the last slot. Until the end b is an empty slot, which answers to nothing.
    """
    y_b, phi_b, scale_b = _all(place[0]), _all(place[1]), _all(place[2])
    slot_a, slot_b, slot_last = _all(float(a)), _all(float(b)), _all(float(last))
    best, nearest, least, next_slot = _all(np.inf), _all(0.0), _all(np.inf), _all(0.0)
    here = _load(lanes, 0)
    for first in range(0, last, _WIDTH):
        d, near = _distances(slots, first, y_b, phi_b), _load(slots[_NEAREST], first)
        closer = _less(d, best)
        best, nearest = _where(closer, d, best), _where(closer, here, nearest)
        closer = _less(d, _load(slots[_DISTANCE], first))
        gone = _but_not(_or(_equal(near, slot_a), _equal(near, slot_b)), closer)
        lost[first // _WIDTH] = _bits(gone)
        near = _where(_equal(near, slot_last), slot_a, near)
        _store(slots[_NEAREST], first, _where(closer, slot_b, near))
        _store(slots[_DISTANCE], first, _where(closer, d, _load(slots[_DISTANCE], first)))
        scale = _load(slots[_SCALE], first)
        measure = _times(d, _where(_less(scale, scale_b), scale, scale_b))
        measure = _where(closer, measure, _load(slots[_MEASURE], first))
        _store(slots[_MEASURE], first, measure)
        closer = _but_not(_less(measure, least), gone)
        least, next_slot = _where(closer, measure, least), _where(closer, here, next_slot)
        here = _plus(here, _all(float(_WIDTH)))
    slots[_Y, b], slots[_PHI, b], slots[_SCALE, b] = place
    distance, j = _first_of_least(best, nearest)
    _set_nearest(slots, b, distance, j)
    value, slot = _first_of_least(least, next_slot)
    if _before(slots, b, value, slot):
        value, slot = slots[_MEASURE, b], b
    for group in range((last + _WIDTH - 1) // _WIDTH):
        bits = lost[group]
        while bits:
            i = group * _WIDTH + _lowest(bits)
            bits &= bits - 1
            _search(slots, i, last, lanes)
            if _before(slots, i, value, slot):
                value, slot = slots[_MEASURE, i], i
    return slot


@compiled(error_model="numpy", inline="always")
def _before(slots: np.ndarray, i: int, value: float, slot: int) -> bool:
    """Whether slot i merges before the other: of equal measures the lowest slot does."""
    return slots[_MEASURE, i] < value or (slots[_MEASURE, i] == value and i < slot)


@compiled(error_model="numpy")
def clustered_in_lanes(p4: np.ndarray, power: int, merges: np.ndarray, room: Any) -> bool:
    """Fill the merges of one jet, if all its coordinates are finite.

    Args:
        p4: Momenta in GeV.
        power: p = 1 for kt, 0 for Cambridge/Aachen, -1 for anti-kt.
        merges: Written: node numbers.
        room: From :func:`room_for`.

    Shapes:
        - **p4:** ``(n, 4)``; **merges:** ``(n - 1, 2)``

    Returns:
        False if a coordinate is not finite; merges are not those of the jet then.
    """
    slots, momenta, node, lost, lanes = room
    n = len(p4)
    if not _fill(p4, power, slots, momenta):
        return False
    _search_all(slots, n, lanes)
    a = 0
    for i in range(n):
        node[i] = i
        if slots[_MEASURE, i] < slots[_MEASURE, a]:
            a = i
    # Lanes behind the last slot hold something by now.
    for i in range(n, (n + _WIDTH - 1) // _WIDTH * _WIDTH):
        _empty(slots, i)
    for step in range(n - 1):
        b, last = int(slots[_NEAREST, a]), n - step - 1
        # The merged one takes the lower slot, as in FastJet: slots decide later ties.
        if a < b:
            a, b = b, a
        merges[step, 0], merges[step, 1] = min(node[a], node[b]), max(node[a], node[b])
        # The last slot fills the hole, as in FastJet: gaps would visit ties in another order.
        node[b], node[a] = n + step, node[last]
        for k in range(4):
            momenta[b, k] += momenta[a, k]
            momenta[a, k] = momenta[last, k]
        for row in range(6):
            slots[row, a] = slots[row, last]
        _empty(slots, last)
        _empty(slots, b)
        place = coordinates(momenta[b], power)
        if not abs(place[0]) < _FAR:
            return False
        a = _meet(place, a, b, last, slots, lost, lanes)
    return True
