"""Patching: what of a moved splitting's effect passes through a place in the network."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import torch
from torch import Tensor
from torch.nn import ModuleList

from pyg_jets.attribution.frozen import frozen
from pyg_jets.attribution.per_node import at_tagger
from pyg_jets.intervention.centred_move import Direction, pairs
from pyg_jets.intervention.response import read_from
from pyg_jets.intervention.twins import twins
from pyg_jets.jets import JetTreeDataset, kinematics
from pyg_jets.taggers import ParT, Tagger
from pyg_jets.taggers.part_heads import Head, embed_with_heads, head_outputs, heads_of
from pyg_jets.taggers.target import Target, at_target

_TWINS = 256
"""Of one forward pass."""

_ROUNDING = 1e-6


class Level(NamedTuple):
    """The state of a node of a recursive network: so many steps above the splitting, or the root.

    Attributes:
        above: 0 is the splitting itself.
    """

    above: int


Place: TypeAlias = str | Level | Head
"""``"leaves"``, ``"inner"``, ``"ancestors"``: what is read of these nodes, as in
:func:`pyg_jets.intervention.roads`; any other string: the output of the module of that name."""

NODES = ("leaves", "inner", "ancestors")


@dataclass(frozen=True)
class Patching:
    """Effects of moved splittings, and what of them passes through places.

    Attributes:
        places: In the order of the rows.
        whole: Logit of the moved jet, less that of the original.
        put_in: Of the original with the moved jet's value in one place, less that of the original.
        taken_out: Of the moved jet, less that of it with the original's value in one place.

    Shapes:
        - **whole:** ``(num_splittings,)``
        - **put_in**, **taken_out:** ``(num_places, num_splittings)``
    """

    places: tuple[Place, ...]
    whole: Tensor
    put_in: Tensor
    taken_out: Tensor

    @property
    def interaction(self) -> Tensor:
        """What passes only together with other places, ``(num_places, num_splittings)``.

        Two places through which all passes, A and B, have put_in(A) + put_in(B) + interaction(A) =
        whole.
        """
        return self.taken_out - self.put_in


def patching(
    tagger: Tagger,
    jets: JetTreeDataset,
    splitting: Any,
    direction: Direction = "ln_inv_delta",
    size: float = 0.1,
    *,
    places: Sequence[Place] | None = None,
    target: Target = None,
    **options: Any,
) -> Patching:
    """Activation patching (`arXiv:2304.14997 <https://arxiv.org/abs/2304.14997>`_) on moved jets.

    A splitting is moved (:func:`pyg_jets.intervention.twins`, on the history of the original), and
    the tagger reads both jets. Then it reads the original with what one place has for the moved jet
    put in, and the moved jet with what that place has for the original. A place behind which all
    passes has the whole effect both times, one that nothing passes has none.

    Args:
        tagger: Any tagger of clustered jets; it is left as it was.
        jets: The clustered jets.
        splitting: Rows of ``lund_coordinates(jets)``, one or many.
        direction: Which coordinate moves, as in :func:`pyg_jets.intervention.twins`.
        size: By how much.
        places: Nodes, modules by name, levels of a recursion, heads of a ParT; None: all nodes, the
            blocks (:func:`layers_of`) and heads.
        target: Which number is asked about, see :func:`pyg_jets.taggers.at_target`.
        **options: Of :func:`pyg_jets.intervention.twins`: ``algorithm``.

    Raises:
        TypeError: If a level is asked of a network that is not recursive, a head of another than
            ParT, or a module gives no tensor.
        ValueError: If a module does not exist or does not run, a harder branch becomes the softer
            one, or as in :func:`pyg_jets.intervention.twins`.
    """
    tagger = at_target(tagger, target)
    both = twins(jets, splitting, direction, size, **options)
    asked = tuple(places_of(tagger, jets) if places is None else places)
    _check(tagger, asked)
    rows = torch.as_tensor(splitting).reshape(-1).long()
    found = []
    with torch.no_grad(), frozen(tagger):
        for part in torch.arange(len(rows)).split(_TWINS):
            originals = jets.index_select(both.jet[part])
            of_jet = rows[part] - jets.merge_ptr[both.jet[part]] + originals.merge_ptr[:-1]
            moved = both.held.index_select(part)
            found.append(_of_twins(tagger, originals, moved, of_jet, asked))
    put_in, taken_out, whole = (torch.cat(of, dim=-1) for of in zip(*found, strict=True))
    return Patching(asked, whole, put_in, taken_out)


def layers_of(tagger: Tagger, jets: JetTreeDataset) -> list[str]:
    """Names of the blocks of a network: modules of its lists that give a tensor.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: Some clustered jets, the first of which is read.
    """
    names = [
        f"{name}.{number}"
        for name, blocks in tagger.named_children()
        if isinstance(blocks, ModuleList)
        for number, _ in enumerate(blocks)
    ]
    ran: dict[str, bool] = {}
    with torch.no_grad(), frozen(tagger), contextlib.ExitStack() as stack:
        for name in names:

            def look(_: Any, out: Any, name: str = name) -> None:
                ran[name] = isinstance(out, Tensor)

            stack.enter_context(_hooked(tagger, name, look))
        tagger(at_tagger(tagger, jets[:1].batch()))
    return [name for name in names if ran.get(name)]


def places_of(tagger: Tagger, jets: JetTreeDataset) -> list[Place]:
    """All nodes, the blocks, of a recursive network the splitting's state, of a ParT its heads.

    Args:
        tagger: Any tagger; it is left as it was.
        jets: As in :func:`layers_of`.
    """
    levels: list[Place] = [Level(0)] if tagger.recursive else []
    heads = heads_of(tagger) if isinstance(tagger, ParT) else []
    return [*NODES, *levels, *layers_of(tagger, jets), *heads]


def _check(tagger: Tagger, places: Sequence[Place]) -> None:
    for place in places:
        if isinstance(place, Head) and not isinstance(tagger, ParT):
            raise TypeError(f"heads are of a ParT (got {type(tagger).__name__})")
        if isinstance(place, Level) and not tagger.recursive:
            raise TypeError(
                f"levels are of a recursive network (got {type(tagger).__name__}): name modules"
            )
        if isinstance(place, str) and place not in (*NODES, *dict(tagger.named_modules())):
            raise ValueError(
                f"a place must be {', '.join(NODES)} or the name of a module of the "
                f"{type(tagger).__name__}, such as head (got '{place}')"
            )


def _of_twins(
    tagger: Tagger,
    originals: JetTreeDataset,
    moved: JetTreeDataset,
    splitting: Tensor,
    places: Sequence[Place],
) -> tuple[Tensor, Tensor, Tensor]:
    trees = at_tagger(tagger, originals.batch())
    p4 = [at_tagger(tagger, of.batch()).p4 for of in (originals, moved)]
    read = [_read(momenta, trees, tagger) for momenta in p4]
    logits = [tagger(one).double() for one in read]
    node = pairs(trees).node[splitting]
    rows: tuple[list[Tensor], list[Tensor]] = ([], [])
    for place in places:
        if place in NODES:
            mask = _nodes(trees, node, str(place))[:, None]
            mixed = [torch.where(mask, p4[1 - k], p4[k]) for k in (0, 1)]
            patched = [tagger(_read(momenta, trees, tagger)) for momenta in mixed]
        elif isinstance(place, Level):
            patched = _at_level(tagger, read, _above(trees, node, place.above))
        elif isinstance(place, Head):
            patched = _at_head(tagger, read, place)
        else:
            patched = _at_module(tagger, read, str(place))
        rows[0].append(patched[0].double() - logits[0])
        rows[1].append(logits[1] - patched[1].double())
    put_in, taken_out = (torch.stack(of) for of in rows)
    return put_in.cpu(), taken_out.cpu(), (logits[1] - logits[0]).cpu()


def _read(p4: Tensor, trees: Any, tagger: Tagger) -> Any:
    """Another order of two branches is another tree to read, which is no matter of a place."""
    of_pairs = pairs(trees)
    harder, softer = (kinematics.pt(p4[node]) for node in (of_pairs.harder, of_pairs.softer))
    if swapped := int((harder < (1 - _ROUNDING) * softer).sum()):
        raise ValueError(
            "the harder branch of a splitting must stay the harder one when it is moved, or some "
            f"of its nodes are (got {swapped} that swap): move by less, or leave those of "
            "twins(...).swapped out"
        )
    return read_from(p4, trees, tagger)


def _nodes(trees: Any, node: Tensor, kind: str) -> Tensor:
    """Nodes below the splittings that are leaves, or not, and all others, ``(num_nodes,)``."""
    child, parent = trees.edge_index
    below = torch.zeros(trees.num_nodes, dtype=torch.bool, device=child.device)
    reached = torch.zeros_like(below)
    reached[node] = True
    while bool((step := reached[parent] & ~below[child]).any()):
        below[child[step]] = reached[child[step]] = True
    if kind == "ancestors":
        return ~below
    chosen: Tensor = below & (trees.is_leaf if kind == "leaves" else ~trees.is_leaf)
    return chosen


def _above(trees: Any, node: Tensor, steps: int) -> Tensor:
    parent = torch.arange(trees.num_nodes, device=node.device)
    parent[trees.edge_index[0]] = trees.edge_index[1]
    for _ in range(steps):
        node = parent[node]
    return node


def _at_level(tagger: Tagger, read: Sequence[Any], node: Tensor) -> list[Tensor]:
    views = [tagger.view(one) for one in read]
    states = [tagger.states(view) for view in views]
    patched = []
    for k, view in enumerate(views):
        gate = torch.zeros_like(states[k])
        gate[node] = states[1 - k][node] - states[k][node]
        patched.append(tagger.head(tagger.readout(tagger.states(view, gate), view)).squeeze(-1))
    return patched


def _at_head(tagger: Any, read: Sequence[Any], head: Head) -> list[Tensor]:
    outputs = [head_outputs(tagger, one)[head] for one in read]
    return [
        tagger.head(embed_with_heads(tagger, one, {head: outputs[1 - k]})).squeeze(-1)
        for k, one in enumerate(read)
    ]


def _at_module(tagger: Tagger, read: Sequence[Any], name: str) -> list[Tensor]:
    outputs: list[list[Tensor]] = [[], []]
    for k, one in enumerate(read):
        with _hooked(tagger, name, lambda _, out, k=k: outputs[k].append(_tensor(out, name))):
            tagger(one)
    if not outputs[0]:
        raise ValueError(f"module '{name}' must run when jets are read (got none of its outputs)")
    patched = []
    for k, one in enumerate(read):
        other = iter(outputs[1 - k])
        with _hooked(tagger, name, lambda _, __, other=other: next(other)):
            patched.append(tagger(one))
    return patched


def _tensor(out: Any, name: str) -> Tensor:
    if not isinstance(out, Tensor):
        raise TypeError(f"module '{name}' must give a tensor (got {type(out).__name__})")
    return out


@contextlib.contextmanager
def _hooked(tagger: Tagger, name: str, look: Callable[..., Any]) -> Iterator[None]:
    handle = dict(tagger.named_modules())[name].register_forward_hook(
        lambda module, _, out: look(module, out)
    )
    try:
        yield
    finally:
        handle.remove()
