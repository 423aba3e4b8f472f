"""Taggers from what was trained in weaver: its configuration, its network file, its weights."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import torch
from torch.nn import Module

from pyg_jets.taggers._part_state import from_weaver as part_state
from pyg_jets.taggers._published_state import PublishedState, read_state
from pyg_jets.taggers.part import ParT
from pyg_jets.taggers.particle_net import ParticleNet
from pyg_jets.taggers.tagger import Tagger
from pyg_jets.taggers.user_file import run_file
from pyg_jets.taggers.weaver.config import Group, WeaverConfig
from pyg_jets.taggers.weaver.tagger import WeaverTagger, two_classes

Path_: TypeAlias = str | os.PathLike[str]


def from_weaver(
    config: str | os.PathLike[str],
    network: str | os.PathLike[str] | None = None,
    weights: str | os.PathLike[str] | None = None,
    *,
    signal: str | int | None = None,
    background: str | int | None = None,
    absent: Mapping[str, float] | None = None,
    **options: Any,
) -> Tagger:
    r"""Make a tagger of what was trained in `weaver <https://github.com/hqucms/weaver-core>`_.

    It reads what the configuration says: new variables by their expressions (parsed, never
    executed; :class:`pyg_jets.transforms.features.Feature`), scales, clipping, padding. A
    variable is first looked for among the columns of the jets, as the file that they were read from
    has them, ``part_d0val`` say; where there is none, what momenta, ``pid`` and ``charge`` give
    (:data:`pyg_jets.transforms.features.FEATURES`). Particles keep their order.

    With a network file the network is weaver's own, called with the same tensors; weaver must be
    installed only if the file imports it. **It is run: give only files that you trust.** Without
    one the weights must be of weaver's ParticleNet or ParticleTransformer, which shapes tell; the
    network is this library's then (:class:`pyg_jets.taggers.ParticleNet`,
    :class:`pyg_jets.taggers.ParT`), so that attributions reach its states. It reads the hardest
    particles up to the length, where weaver reads the first: the same in files in falling pt.

    Args:
        config: The data configuration (YAML); the ``.auto.yaml`` where weaver made the scales.
        network: The network file with ``get_model(data_config, **options)``.
        weights: The state dictionary that weaver saved, ``..._best_epoch_state.pt``; None: the
            network as it is made.
        signal: The class that is the signal, by its name or what only its name begins with, or its
            number; of two classes the first if not given, of more the output is all scores.
        background: The class that is the background; of two classes the other.
        absent: What stands for a variable whose columns jets do not have, by its name.
        **options: Of ``get_model``, as weaver's ``-o``; or of the class of this library, such as
            ``k`` or ``pair_activation``, which no shape tells.

    Raises:
        FileNotFoundError: If a file does not exist.
        ImportError: If the network file imports what is not installed.
        ValueError: If a file is not of that kind, or they do not fit together; if one of signal
            and background alone is given; or if neither network nor weights are given.
    """
    read = WeaverConfig(config, absent)
    if network is not None:
        whole = WeaverTagger(_builder(network, read, options), read, signal, background)
        if weights is not None:
            _load(whole, weights)
        return whole.eval()
    if weights is None:
        raise ValueError(
            "'network' or 'weights' must be given (got neither): without a network file the "
            "weights say which network it is"
        )
    return _known(read, PublishedState(weights), signal, background, options)


def _builder(
    network: Path_, config: WeaverConfig, options: Mapping[str, Any]
) -> Callable[[], Module]:
    if not Path(network).is_file():
        raise FileNotFoundError(f"there is no network file at '{network}'")
    try:
        get_model = run_file(network).get_model
    except ImportError as error:
        remedy = (
            "pip install weaver-core, or leave 'network' out: its ParticleNet and "
            "ParticleTransformer are known by their weights"
        )
        raise ImportError(f"'{network}' imports what is not here ({error}): {remedy}") from error
    except AttributeError as error:
        raise ValueError(f"'{network}' must define get_model (got: {error})") from error

    def build() -> Module:
        made = get_model(config, **options)
        module = made[0] if isinstance(made, tuple) else made
        if not isinstance(module, Module):
            raise ValueError(
                f"get_model in '{network}' must give a module, or one and a dictionary "
                f"(got {type(module).__name__})"
            )
        return module

    return build


def _load(tagger: WeaverTagger, weights: Path_) -> None:
    try:
        tagger.module.load_state_dict(read_state(weights))
    except RuntimeError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"'{weights}' must fit the network (got: {reason})") from error


def _known(
    config: WeaverConfig,
    published: PublishedState,
    signal: str | int | None,
    background: str | int | None,
    options: Mapping[str, Any],
) -> Tagger:
    """This library's network of the same kind, with its parameters."""
    transformer = published.has("cls_token")
    if not (transformer or published.has("edge_convs.0.convs.0.weight")):
        raise ValueError(
            f"'{published.path}' must hold weaver's ParticleNet or ParticleTransformer (got "
            "another network): give its network file"
        )
    state, sizes = (part_state if transformer else ParticleNet.state_from_weaver)(published)
    classes = config.classes or tuple(str(k) for k in range(sizes["num_classes"]))
    if len(classes) != sizes["num_classes"]:
        raise ValueError(
            f"'{published.path}' must have scores for {', '.join(classes)} "
            f"(got {sizes['num_classes']} scores)"
        )
    group, beside = _features(config, "vectors" if transformer else "points")
    of = two_classes(classes, signal, background)
    both = {} if of is None else {"signal": of[0], "background": of[1]}
    kind: Callable[..., Tagger] = ParT if transformer else ParticleNet
    given = {**sizes, "length": group.length, "features": group.features, "fixed_norm": True}
    if transformer and tuple(str(one.of) for one in beside.features) != _EXPECTED["vectors"]:
        given["momenta"] = beside.features
    with torch.random.fork_rng():  # parameters are drawn, though they are replaced
        tagger = kind(**{**given, **both, **options})
    tagger.classes = classes if of is None else (classes[of[1]], classes[of[0]])
    published.load_into(tagger, state)
    return tagger.eval()


_EXPECTED = {
    "points": ("part_deta", "part_dphi"),
    "vectors": ("part_px", "part_py", "part_pz", "part_energy"),
}


def _features(config: WeaverConfig, beside: str) -> tuple[Group, Group]:
    """The group of features of a configuration like JetClass', and what else the network reads.

    Momenta may be other expressions, such as Sophon's, which are scaled to jets of 500 GeV.

    Raises:
        ValueError: If there is not one of each, or the other is something else than angles or
            momenta.
    """
    groups = {
        ending: [group for group in config.groups.values() if group.name.endswith(ending)]
        for ending in ("features", beside)
    }
    names = [tuple(str(feature.of) for feature in group.features) for group in groups[beside]]
    plain = all(f.center is None for group in groups[beside] for f in group.features)
    fits = [len(of) == 4 if beside == "vectors" else of == _EXPECTED[beside] for of in names]
    if len(groups["features"]) != 1 or fits != [True] or not plain:
        raise ValueError(
            f"without a network file '{config.path}' must have one input ..._features, and one "
            f"..._{beside} of {', '.join(_EXPECTED[beside])} (got {', '.join(config.groups)} with "
            f"{names}): give the network file"
        )
    return groups["features"][0], groups[beside][0]
