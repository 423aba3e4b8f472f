"""What the embeddings hold, in one sentence made from the numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyg_jets.probing import ControlledProbe


def probe_sentence(probes: Mapping[str, Mapping[str, ControlledProbe]]) -> str:
    """For each task the observable that is read best, and the one of which training taught most.

    Args:
        probes: By task and observable; scores that rest on one jet do not count.
    """
    return (
        f"Read best from the embedding by a straight line: {_first(probes, _read)}; raised most by "
        f"training: {_first(probes, _learnt)}."
    )


def _read(probe: ControlledProbe) -> float:
    return probe.trained.value


def _learnt(probe: ControlledProbe) -> float:
    return probe.trained.value - probe.untrained.value


def _first(
    probes: Mapping[str, Mapping[str, ControlledProbe]], by: Callable[[ControlledProbe], float]
) -> str:
    parts = []
    for task, of_task in probes.items():
        sound = {name: probe for name, probe in of_task.items() if not probe.rests_on_one_jet}
        if not sound:
            parts.append(f"{task} nothing that does not rest on one jet")
            continue
        name = max(sound, key=lambda name: by(sound[name]))
        before, after = sound[name].untrained.value, sound[name].trained.value
        parts.append(f"{task} {name} (R² {before:.2f} before training, {after:.2f} after)")
    return ", ".join(parts)
