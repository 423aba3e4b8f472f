"""Training and use of taggers; Lightning trains."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from numbers import Integral
from typing import Any, get_args

import numpy as np
import torch
from torch import Tensor
from torch.nn.modules.batchnorm import _NormBase
from torch.utils.data import DataLoader

from pyg_jets.jets.loader import JetLoader
from pyg_jets.jets.trees.jet_source import Jets, jets_of, sampler_of
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.recipe import Recipe
from pyg_jets.taggers.tagger import Objective as Kind
from pyg_jets.taggers.target import listed
from pyg_jets.training.lightning_flags import check_flags, described
from pyg_jets.training.objective import Objective, Regression, fold_into_head, of_tagger
from pyg_jets.training.running import identity, run_training


@dataclass(frozen=True)
class FitResult:
    """What :func:`fit` gives.

    Attributes:
        tagger: The tagger, with the parameters of its best epoch.
        history: For each epoch ``train_loss``, ``val_loss`` and ``val_auc`` (of more than two
            classes the mean of each against the rest), or ``val_r2`` of a regression.
        best_epoch: Number of the best epoch, from 0.
    """

    tagger: Tagger
    history: list[dict[str, float]]
    best_epoch: int


def fit(
    tagger: Tagger,
    train: Any,
    val: Any,
    *,
    objective: Kind = "classes",
    target: str | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    lr: float | None = None,
    recipe: Recipe | None = None,
    seed: int = 0,
    patience: int = 10,
    directory: str | os.PathLike[str] | None = None,
    progress: bool = True,
    **flags: Any,
) -> FitResult:
    r"""Train a tagger on cross-entropy and keep the epoch of the best validation AUC.

    A tagger with one logit learns the signal of label 1 and the background of label 0; one with k
    scores the labels 0 to k - 1, and its validation AUC is the mean over the classes of that of
    each against the rest. ``objective="regression"`` teaches a tagger with one output a number of
    the jets by the squared error in units of the number's spread, and keeps the epoch of the least
    validation loss; its output then is that number, in its unit.

    AdamW with a one-cycle learning rate (`arXiv:1708.07120 <https://arxiv.org/abs/1708.07120>`_)
    and gradients clipped at norm 1; what is not given here is the ``recipe`` of the tagger's class.
    The feature scaling is taken from ``train`` unless the tagger
    has one already. The tagger is trained in place; its initial parameters are the caller's.

    Where jets have weights, a jet counts in the loss and in the validation as its weight says, over
    the mean of the sample: as that many equal jets; in the feature scaling, too.

    Args:
        tagger: The tagger.
        train: Training jets with labels, or what else
            :func:`pyg_jets.jets.trees.jet_source.jets_of` takes. Of a loader the batch size is
            taken, and its sampler if it has one of its own; else the jets are shuffled anew in
            every epoch.
        val: Validation jets, which choose the best epoch.
        objective: ``"classes"`` or ``"regression"``.
        target: Of a regression the column of the jets (``jet_columns``) that is learnt; the only
            one if not given.
        epochs: Epochs of the whole cycle.
        batch_size: Jets in a step.
        lr: Highest learning rate of the cycle.
        recipe: Instead of the tagger's.
        seed: Of the order of the jets, of dropout and of the angles by which jets are turned.
        patience: Epochs that are not better before it stops early.
        directory: Where checkpoints are kept. An interrupted run found there goes on, and ends
            with the weights of an uninterrupted one, bit for bit, as the random numbers of torch,
            NumPy and Python are kept too; it must have had the same settings, jets and
            kind of tagger.
        progress: Show a progress bar.
        **flags: Lightning's own, of its ``Trainer``: ``devices=2, strategy="ddp"`` trains in two
            processes (each runs the script from its beginning), with ``num_nodes`` on several
            hosts. ``batch_size`` is then that of a process: the result is that of one process
            with as many times the jets in a step, within rounding (with batch normalisation, as in
            ParticleNet and LundNet, but nearly: each process takes it from its own jets).
            ``precision``, ``callbacks``, ``logger``, ``gradient_clip_val``, ``fast_dev_run`` and
            others do what they do in Lightning; what a training cannot follow is refused.

    Raises:
        TypeError: If the jets are not clustered, or Lightning has no such flag.
        ValueError: If labels are missing, a class has no jets or there is one beyond the tagger's,
            a weight is negative, a class weighs
            nothing, jets lack the column that a regression learns or it is constant or not finite,
            the objective is unknown or not for this tagger, there is no epoch or no jet in a
            batch, if jets with a ``transform`` are to be turned, if ``directory`` holds a run with
            other settings or jets or of another tagger, if a flag is one that cannot be followed
            (a strategy whose processes cannot give the result back, say), or if the loss is not
            finite.
    """
    from pyg_jets.training.lightning_module import LitTagger

    check_flags(flags, directory)
    if not _is_integer(seed):
        raise ValueError(f"'seed' must be an integer (got {seed})")
    sampler = sampler_of(train)
    if isinstance(train, DataLoader) and batch_size is None:
        batch_size = train.batch_size
    train, val = jets_of("train", train, any_order=True), jets_of("val", val)
    learnt = _objective(objective, tagger, target, train, val)
    if tagger.frame is None:
        tagger.fit_scaling(train)
    given = {"epochs": epochs, "batch_size": batch_size, "lr": lr}
    chosen: dict[str, Any] = {name: each for name, each in given.items() if each is not None}
    recipe = replace(recipe or tagger.recipe, **chosen)
    _check_recipe(recipe, train)
    settings = {**asdict(recipe), "seed": seed, **identity(tagger, train, val)}
    settings["flags"] = described(flags)
    settings["objective"] = [objective, *(vars(learnt).values())]
    settings["mean_weight"] = 1.0 if train.weight is None else float(train.weight.mean())
    if objective == tagger.objective == "regression" and isinstance(learnt, Regression):
        # What it has learnt before is in the number's unit.
        fold_into_head(tagger, -learnt.center / learnt.scale, 1 / learnt.scale)
    lit = LitTagger(training_mode(tagger), learnt, recipe, settings)
    best = run_training(
        lit,
        train,
        val,
        sampler=sampler,
        seed=seed,
        patience=patience,
        directory=directory,
        progress=progress,
        flags=flags,
    )
    # None: a dry run, which keeps nothing.
    if best["state_dict"] is not None:
        weights = {k.removeprefix("tagger."): v for k, v in best["state_dict"].items()}
        tagger.load_state_dict(weights)
    tagger.objective = objective
    if isinstance(learnt, Regression):
        fold_into_head(tagger, learnt.center, learnt.scale)
    return FitResult(tagger.eval(), lit.history, int(best["epoch"]))


def _objective(kind: Kind, tagger: Tagger, target: str | None, train: Jets, val: Jets) -> Objective:
    """What is minimised, of jets that have what it needs."""
    if kind not in get_args(Kind):
        raise ValueError(f"'objective' must be one of {', '.join(get_args(Kind))} (got '{kind}')")
    if kind == "regression":
        for name, jets in (("train", train), ("val", val)):
            _check_weights(name, jets, None)
        return _regression(tagger, target, train, val)
    if target is not None:
        raise ValueError(
            f"'target' is the column that objective='regression' learns (got '{target}' for "
            "classes, which labels tell)"
        )
    for name, jets in (("train", train), ("val", val)):
        _check_labels(name, jets, tagger)
        _check_weights(name, jets, tagger.num_classes)
    return of_tagger(tagger)


def _check_labels(name: str, jets: Jets, tagger: Tagger) -> None:
    found = [] if jets.y is None else jets.y.unique().tolist()
    number = tagger.num_classes
    if found == list(range(number)):
        return
    if beyond := [label for label in found if label not in range(number)]:
        raise ValueError(
            f"'{name}' must have labels of {listed(number, tagger.classes)} (got labels {found}): "
            f"make the tagger with num_classes={max(max(beyond) + 1, 2)}, or leave those jets out"
        )
    wanted = "both labels 0 and 1" if number == 2 else f"all labels 0 to {number - 1}"
    raise ValueError(f"'{name}' must have jets of {wanted} (got labels {found})")


def _regression(tagger: Tagger, target: str | None, train: Jets, val: Jets) -> Regression:
    if tagger.num_outputs != 1 or not fold_into_head(tagger, 0.0, 1.0):
        raise ValueError(
            "a regression needs a tagger with one output from a dense layer (got "
            f"{type(tagger).__name__} with {tagger.num_outputs}, head {list(tagger.head)[-1:]})"
        )
    values, weight = _column("train", train, target), np.ones(len(train))
    name, numbers = values
    _column("val", val, name)
    if train.weight is not None:
        weight = train.weight.double().numpy()
    center = float(np.average(numbers, weights=weight))
    scale = float(np.sqrt(np.average((numbers - center) ** 2, weights=weight)))
    if not scale > 0:
        raise ValueError(f"'{name}' must vary over the training jets (got {center:g} for all)")
    return Regression(name, center, scale)


def _column(where: str, jets: Jets, name: str | None) -> tuple[str, Any]:
    """The column that is learnt, and its numbers."""
    first = jets[:1].constituents.jet_columns
    if name is None and len(first) == 1:
        name = next(iter(first))
    if name not in first:
        raise ValueError(
            f"'target' must name a column of the jets in '{where}', one of "
            f"{', '.join(first) or 'none'} (got {name}): jets.jet_columns['name'] = ..."
        )
    parts: list[Tensor] = [
        batch.jet_columns[name].double().cpu() for batch in JetLoader(jets, 4096)
    ]
    numbers = torch.cat(parts)
    if bad := int((~numbers.isfinite()).sum()):
        raise ValueError(
            f"'{name}' must be finite for all jets in '{where}' (got {bad} of {len(numbers)} that "
            "are not): leave those jets out"
        )
    return str(name), numbers.numpy()


def training_mode(tagger: Tagger) -> Tagger:
    """Put a tagger into the mode of training, but for what is fixed in it.

    Fixed are normalisations whose learnt factors are not trained, and modules that are out of
    training in a tagger that is in it.

    Args:
        tagger: The tagger.
    """
    fixed = [module for module in tagger.modules() if not module.training and tagger.training]
    for module in tagger.modules():
        own = list(module.parameters(recurse=False))
        if isinstance(module, _NormBase) and own and not any(p.requires_grad for p in own):
            fixed.append(module)
    tagger.train()
    for module in fixed:
        module.training = False
    return tagger


def _check_weights(name: str, jets: Jets, num_classes: int | None) -> None:
    weight, labels = jets.weight, jets.y
    if weight is None:
        return
    if (weight < 0).any():
        raise ValueError(
            f"'{name}' must have no negative weights, of which no loss is bounded (got "
            f"{int((weight < 0).sum())} of {len(weight)}): leave those jets out, or reweight"
        )
    if num_classes is None or labels is None:
        sums, where = [float(weight.sum())], "some jets"
    else:
        sums = [float(weight[labels == label].sum()) for label in range(num_classes)]
        where = "both classes" if num_classes == 2 else "all classes"
    if min(sums) == 0:
        raise ValueError(f"'{name}' must have weights above 0 in {where} (got sums {sums})")


def _is_integer(value: Any) -> bool:
    """Whether it is one, of Python or NumPy."""
    return isinstance(value, Integral)


def _check_recipe(recipe: Recipe, train: Jets) -> None:
    for name in ("epochs", "batch_size"):
        value = getattr(recipe, name)
        if not _is_integer(value) or value < 1:
            raise ValueError(f"'{name}' must be an integer from 1 on (got {value})")
    if recipe.turned and train.transform is not None:
        raise ValueError(
            "jets with a 'transform' cannot be turned, since their features are made anew from "
            f"turned momenta (got {type(train.transform).__name__}): train with "
            "recipe=dataclasses.replace(tagger.recipe, turned=False)"
        )
