"""The card of a tagger that comes with the package: what it is, and what it is not for."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from pyg_jets.datasets import Task
from pyg_jets.jets import kinematics
from pyg_jets.jets.constituents import Constituents
from pyg_jets.jobs.atomic import save_text
from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.comparison.cost import num_parameters
from pyg_jets.study.numbers import numbers_of
from pyg_jets.study.task import TrainedTask
from tools.pretraining import ALGORITHM, PretrainingJets

_SAMPLE = {
    "detector": "Delphes, CMS card: energy-flow tracks, photons and neutral hadrons",
    "generator": "Pythia 8.317, pp at 14 TeV, with multiple interactions, without pile-up",
    "selection": "anti-kt jets, R = 0.8, pt 500 to 700 GeV, |eta| < 2; matched within 0.8: w to "
    "both quarks, top to b and both quarks of its W, qcd, quark and gluon to a parton of the hard "
    "process",
    "terms": "Made for this project and free to ship, so that weights trained on it may be "
    "distributed under the licence of this package.",
}
"""What is true of the bundled sample and of the files that it was drawn from."""

_USE = (
    "A trained tagger at hand for saliency on the Lund plane, probes, explanations, examples and "
    "tests. No jet of the bundled sample was trained on, whatever the seed of its split."
)

_LIMITS = [
    "For jets of the pt window, radius, generator and detector under 'data'; not for other "
    "windows, radii or detectors, for pile-up, or for collision data.",
    "For Cambridge/Aachen trees with features in the frame under 'recipe'.",
    "The score is a probability for mixtures such as that of the training jets under 'data' only.",
    "One training from one seed: the intervals are those of the test jets alone.",
    "Of the source, only the bundled sample is unseen: '--source' with these files tests on jets "
    "that were trained on.",
]


def card_of(
    task: str,
    jets: PretrainingJets,
    trained: TrainedTask,
    *,
    command: str,
    epochs: int,
    seed: int = 0,
) -> dict[str, Any]:
    """All of the card but the digest of the weights; see :func:`pyg_jets.model_card` for its keys.

    Args:
        task: Such as ``"w-qcd"``.
        jets: On which it was trained and tested.
        trained: What the training gave.
        command: What was typed.
        epochs: Of the training.
        seed: Of split, training and bootstraps.
    """
    return {
        "classes": task.split("-")[::-1],
        "command": command,
        "data": {**_SAMPLE, "jets": _jets(task, jets), "training_pt_gev": _window(jets.train)},
        "intended_use": _USE,
        "licence": "MIT",
        "limits": _LIMITS,
        "name": f"recnn-{task}",
        "numbers": numbers_on_card(trained.metrics, trained.jets[2]),
        "recipe": _recipe(trained, epochs, seed),
        "task": task,
        "versions": {
            "pyg_jets": version("pyg_jets"),
            "python": platform.python_version(),
            "torch": str(torch.__version__),
        },
    }


def write_pretrained(
    trained: TrainedTask, card: dict[str, Any], folder: str | os.PathLike[str]
) -> list[Path]:
    """Write ``NAME.safetensors`` and, with the digest of these very weights, ``NAME.json``.

    Args:
        trained: What the training gave.
        card: From :func:`card_of`.
        folder: Must exist.

    Raises:
        FileNotFoundError: If the folder does not exist.
    """
    weights, text = (Path(folder) / f"{card['name']}.{end}" for end in ("safetensors", "json"))
    trained.training.tagger.save(weights)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    save_text(text, json.dumps({**card, "sha256": digest}, indent=1, sort_keys=True) + "\n")
    return [weights, text]


def _jets(task: str, jets: PretrainingJets) -> dict[str, dict[str, int]]:
    """By kind, how many jets there were for what."""
    parts = {"training": jets.train, "validation": jets.val, "test": jets.test}
    by_kind = {}
    for kind, label in Task.named(task).labels.items():
        labels = {name: torch.as_tensor(part.label) for name, part in parts.items()}
        used = {name: int((of_part == label).sum()) for name, of_part in labels.items()}
        by_kind[kind] = {
            "in_source": jets.of_source[kind],
            "left_out": jets.left_out[kind],
            **used,
        }
    return by_kind


def _window(jets: Constituents) -> list[float]:
    """Least and greatest transverse momentum in GeV."""
    pt = kinematics.pt(torch.segment_reduce(jets.p4, "sum", lengths=jets.ptr.diff(), axis=0))
    return [round(float(pt.min()), 1), round(float(pt.max()), 1)]


def numbers_on_card(metrics: Mapping[str, Estimate], jets: int) -> dict[str, Any]:
    """Numbers on the bundled sample with their intervals, infinite ends as null.

    Args:
        metrics: By name.
        jets: On which they were measured.
    """
    numbers: dict[str, Any] = {"jets": jets, "sample": "the whole bundled sample"}
    for name, estimate in metrics.items():
        numbers |= numbers_of(**{name: estimate})
    return numbers


def _recipe(trained: TrainedTask, epochs: int, seed: int) -> dict[str, Any]:
    """All that the training was told, and which epoch it kept."""
    tagger, history = trained.training.tagger, trained.training.history
    best = trained.training.best_epoch
    return {
        **asdict(replace(tagger.recipe, epochs=epochs)),
        "algorithm": ALGORITHM,
        "best_epoch": best + 1,
        "frame": tagger.frame,
        "options": tagger.config,
        "parameters": num_parameters(tagger),
        "seed": seed,
        "tagger": type(tagger).__name__,
        "validation_auc": history[best]["val_auc"],
    }
