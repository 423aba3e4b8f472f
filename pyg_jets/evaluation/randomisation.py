"""Networks that have unlearnt what they knew: an attribution must notice."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any, Literal, TypeAlias, get_args

import torch

from pyg_jets.jets.trees.jet_tree_dataset import JetTreeDataset
from pyg_jets.taggers import Tagger
from pyg_jets.training import fit

Randomise: TypeAlias = Literal["cascading", "independent"]
"""From the head down, one layer more each time; or one layer at a time."""

_SCALING = {"center", "scale", "frame_number"}


def layers_from_head(tagger: Tagger) -> list[str]:
    """Names of all modules with a state of their own, such as parameters, those of the head first.

    Below the head they come in the opposite order of their definition, which in a network that is
    written as it runs leads from its output to its input. ``""`` is the tagger itself, where it
    has more than the scaling of its inputs.

    Args:
        tagger: The tagger.
    """
    kept = [key.rpartition(".") for key in tagger.state_dict() if key not in _SCALING]
    own = {module for module, _, _ in kept}
    names = [name for name, _ in tagger.named_modules() if name in own]
    head = [name for name in names if name.split(".")[0] == "head"]
    return [*reversed(head), *(name for name in reversed(names) if name not in head)]


def randomised(tagger: Tagger, layers: Iterable[str], seed: int = 0) -> Tagger:
    """A copy in which some layers are as in :meth:`Tagger.untrained`, the others as they are.

    What a layer gathered in training, such as means of a batch normalisation, is reset with it.

    Args:
        tagger: Any tagger; it is left as it was.
        layers: Names out of :func:`layers_from_head`.
        seed: Of the initial parameters: every layer has the same ones whichever others are reset.

    Raises:
        ValueError: If there is no such layer.
    """
    layers, known = list(layers), layers_from_head(tagger)
    unknown = [name for name in layers if name not in known]
    if unknown:
        raise ValueError(f"'layers' must be some of {', '.join(known)} (got '{unknown[0]}')")
    changed, fresh = copy.deepcopy(tagger).eval(), tagger.untrained(seed).state_dict()
    state = changed.state_dict()
    for key in state:
        module, _, name = key.rpartition(".")
        if module in layers and not (module == "" and name in _SCALING):
            state[key] = fresh[key]
    changed.load_state_dict(state)
    return changed


def randomisations(
    tagger: Tagger, how: Randomise = "cascading", seed: int = 0
) -> list[tuple[str, Tagger]]:
    """The networks of the parameter randomisation test, with the layer that changed last.

    The test is that of `arXiv:1810.03292 <https://arxiv.org/abs/1810.03292>`_.

    Args:
        tagger: Any tagger; it is left as it was.
        how: ``"cascading"`` or ``"independent"``.
        seed: Of the initial parameters.

    Raises:
        ValueError: If ``how`` is something else.
    """
    if how not in get_args(Randomise):
        raise ValueError(f"'how' must be one of {', '.join(get_args(Randomise))} (got '{how}')")
    names = layers_from_head(tagger)
    first = [0] * len(names) if how == "cascading" else range(len(names))
    return [
        (name, randomised(tagger, names[start : k + 1], seed))
        for k, (name, start) in enumerate(zip(names, first, strict=True))
    ]


def with_permuted_labels(jets: JetTreeDataset, seed: int = 0) -> JetTreeDataset:
    """The same jets, each with the label of another.

    Args:
        jets: Jets with labels.
        seed: Of the permutation.

    Raises:
        ValueError: If they have no labels.
    """
    if jets.y is None:
        raise ValueError("'jets' must have labels to permute (got none)")
    order = torch.randperm(len(jets), generator=torch.Generator().manual_seed(seed))
    other = jets.copy()
    other.constituents = jets.constituents.with_label(jets.y[order])
    return other


def fit_to_permuted_labels(
    tagger: Tagger, train: JetTreeDataset, val: JetTreeDataset, *, seed: int = 0, **options: Any
) -> Tagger:
    """The same network trained on labels that mean nothing: it learns jets, but no difference.

    Args:
        tagger: Any tagger; it is left as it was.
        train: Training jets with labels.
        val: Validation jets with labels; theirs are permuted too.
        seed: Of initial parameters, permutations and training.
        **options: Of :func:`pyg_jets.fit`.

    Raises:
        ValueError: As in :func:`with_permuted_labels` and :func:`pyg_jets.fit`.
    """
    permuted = (with_permuted_labels(jets, seed) for jets in (train, val))
    fresh = tagger.untrained(seed)
    return fit(fresh, *permuted, seed=seed, **options).tagger
