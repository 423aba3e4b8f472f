"""The bundled sample: simulated jets of five kinds, in the package."""

from __future__ import annotations

import os
import zipfile
import zlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from pyg_jets.jets.constituents import Constituents, Partons
from pyg_jets.jets.energy_flow import flow_charge, flow_mass
from pyg_jets.jobs.atomic import atomic_path

KINDS = ("w", "top", "qcd", "quark", "gluon")
"""The kinds of jets in the bundled sample."""


def sample(kind: str) -> Constituents:
    r"""Jets of one kind with their hard partons, from the package; no network.

    Pythia 8.317 (14 TeV, with multiple interactions), Delphes with its CMS card, anti-kt R = 0.8
    on the energy-flow objects, :math:`p_T \in [500, 700]` GeV, :math:`|\eta| < 2`, matched to the
    partons. Energies follow from the stored momenta and the masses that Delphes gives: electron,
    muon and pion masses on tracks, none on towers. Columns: ``p4, pid, charge, event, partons``.

    Args:
        kind: ``"w"``, ``"top"``, ``"qcd"``, ``"quark"`` or ``"gluon"``.

    Raises:
        ValueError: If the kind is unknown.

    Example:
        >>> len(sample("w")) >= 4000
        True
    """
    if kind not in KINDS:
        raise ValueError(f"'kind' must be one of {', '.join(KINDS)} (got '{kind}')")
    return _read(Path(str(files("pyg_jets.datasets") / "data" / f"{kind}.npz")))


def write_sample(jets: Constituents, path: str | os.PathLike[str]) -> None:
    """Write jets as the bundled sample is stored: columnar, compressed, float32, no pickle.

    The bytes of the momenta are stored by significance, which compresses better. Energies are not
    stored (see :func:`sample`), nor are charges: they follow from ``pid``.

    Raises:
        ValueError: If ``pid``, ``event`` or ``partons`` are missing, or if there are weights or
            columns of one's own, which this form has no place for.
    """
    if jets.weight is not None or jets.particle_columns or jets.jet_columns:
        raise ValueError(
            "a sample has no place for weights and columns of one's own (got some): use "
            "Constituents.save"
        )
    for name in ("pid", "event", "partons"):
        if getattr(jets, name) is None:
            raise ValueError(f"a sample must have the column '{name}' (got none)")
    pid, event, partons = jets.pid, jets.event, jets.partons
    assert pid is not None and event is not None and partons is not None  # noqa: PT018
    columns = {
        "momenta": _shuffled(jets.p4[:, :3]),
        "counts": jets.ptr.diff().numpy().astype(np.uint16),
        "pid": pid.numpy().astype(np.int16),
        "event": event.numpy(),
        "parton_p4": _shuffled(partons.p4),
        "parton_counts": partons.ptr.diff().numpy().astype(np.uint8),
        "parton_pid": partons.pid.numpy().astype(np.int16),
        "parton_status": partons.status.numpy().astype(np.int16),
    }
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, **columns)  # type: ignore[arg-type]


def _read(path: Path) -> Constituents:
    try:
        with path.open("rb") as whole, np.load(whole, allow_pickle=False) as file:
            columns = {key: file[key] for key in file.files}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError) as error:
        raise ValueError(f"'{path}' is no sample of jets, or truncated ({error})") from error
    momenta, pid = _unshuffled(columns["momenta"]), columns["pid"]
    energy = np.sqrt((momenta**2).sum(1) + flow_mass(pid) ** 2)
    partons = Partons(
        torch.from_numpy(_unshuffled(columns["parton_p4"])),
        _ptr(columns["parton_counts"]),
        torch.from_numpy(columns["parton_pid"]).to(torch.int32),
        torch.from_numpy(columns["parton_status"]).to(torch.int32),
    )
    return Constituents(
        np.column_stack((momenta, energy)),
        _ptr(columns["counts"]),
        pid=pid,
        charge=flow_charge(pid),
        event=columns["event"],
        partons=partons,
    )


def _shuffled(momenta: Tensor) -> np.ndarray:
    """Float32 values as bytes ``(columns, 4, rows)``, like significance beside like."""
    columns = np.ascontiguousarray(momenta.numpy().T.astype("<f4"))
    return np.ascontiguousarray(columns.view(np.uint8).reshape(*columns.shape, 4).swapaxes(1, 2))


def _unshuffled(data: np.ndarray) -> np.ndarray:
    values = np.ascontiguousarray(data.swapaxes(1, 2)).view("<f4")[..., 0]
    return np.ascontiguousarray(values.T.astype(np.float64))


def _ptr(counts: np.ndarray) -> Tensor:
    return torch.from_numpy(np.concatenate(([0], np.cumsum(counts, dtype=np.int64))))
