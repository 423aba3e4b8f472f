"""Trained taggers that come with the package, and the cards that say what they are."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from pyg_jets.taggers.loading import load_tagger
from pyg_jets.taggers.tagger import Tagger

_FOLDER = Path(str(files("pyg_jets.taggers") / "pretrained_data"))

PRETRAINED = tuple(sorted(path.stem for path in _FOLDER.glob("*.safetensors")))
"""Names of the trained taggers in the package."""


def pretrained(name: str) -> Tagger:
    """A trained tagger from the package; no network, no pickle.

    A RecNN (`arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_) with gated cells for
    Cambridge/Aachen trees, in evaluation mode. No jet of :func:`pyg_jets.datasets.sample`, nor any
    that shares an event with one, was trained on. :func:`model_card` says how it was made, how
    well it separates, and for which jets it is.

    Args:
        name: One of :data:`PRETRAINED`, such as ``"recnn-w-qcd"``: W jets are the signal.

    Returns:
        A tagger of the caller's own: each call reads the file again.

    Raises:
        ValueError: If the name is unknown.

    Example:
        >>> pretrained("recnn-w-qcd").frame
        'jet'
    """
    tagger = load_tagger(_path(name, "safetensors"))
    tagger.classes = model_card(name)["classes"]
    return tagger


def model_card(name: str) -> dict[str, Any]:
    r"""What a trained tagger was trained on, with which recipe, and its numbers.

    - ``name``, ``task`` (signal-background), ``classes`` (names by their labels),
      ``intended_use``, ``limits``, ``licence``;
    - ``data``: ``generator``, ``detector``, ``selection`` and ``terms`` of the jets; by kind in
      ``jets``, how many the source has (``in_source``), how many of these share an event with the
      bundled sample (``left_out``), how many were for ``training``, ``validation`` and ``test``;
      ``training_pt_gev``, their least and greatest transverse momentum;
    - ``recipe``: ``tagger``, its ``options`` and number of ``parameters``, ``algorithm`` of the
      trees, ``frame`` of the features, ``epochs``, ``batch_size``, ``lr``, ``weight_decay`` and
      ``turned`` (:class:`pyg_jets.taggers.recipe.Recipe`), ``seed``, and the epoch that was kept
      (``best_epoch``, from 1) with its ``validation_auc``;
    - ``numbers``: ``auc``, ``accuracy``, ``rejection_at_0.3`` and ``rejection_at_0.5``
      (:math:`1/\varepsilon_B` at that signal efficiency), ``calibration_error``
      (:func:`pyg_jets.metrics.calibration`) and ``temperature`` on all ``jets`` of the ``sample``;
      with ``_interval`` behind the name 68 %, with ``_counts`` jets counted and looked at; null
      for infinity;
    - ``command`` that made it, with the name of the source's folder alone; ``versions`` of
      ``pyg_jets``, ``python`` and ``torch`` that it had; ``sha256`` of the file of the weights.

    Args:
        name: As in :func:`pretrained`.

    Raises:
        ValueError: If the name is unknown.

    Example:
        >>> model_card("recnn-w-qcd")["recipe"]["parameters"]
        148331
    """
    card: dict[str, Any] = json.loads(_path(name, "json").read_text(encoding="utf-8"))
    return card


def _path(name: str, ending: str) -> Path:
    if name not in PRETRAINED:
        raise ValueError(f"'name' must be one of {', '.join(PRETRAINED)} (got '{name}')")
    return _FOLDER / f"{name}.{ending}"
