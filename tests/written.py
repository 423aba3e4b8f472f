"""Small files of every format, written as their programs write them, and the jets in them."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pyg_jets import Constituents

JETS = 12
SIZES = (3, 1, 7, 2, 5, 11, 4, 1, 6, 8, 2, 9)
SLOTS = 14
MASS = {211: 0.13957039, -211: 0.13957039, 11: 0.00051099895, -11: 0.00051099895, 22: 0.0, 130: 0.0}


def particles(massless: bool = False) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """pt, eta, phi, mass of the particles of each jet, pt > 200 GeV in all, and their codes."""
    rng = np.random.default_rng(5)
    jets, codes = [], []
    for size in SIZES:
        pid = rng.choice([211, -211, 22, 11, -11], size)
        pt = np.sort(20 + 400 * rng.random(size))[::-1] + 250 / size
        eta, phi = rng.uniform(-1, 1) + 0.1 * rng.normal(size=(2, size))
        mass = np.array([0.0 if massless else MASS[int(code)] for code in pid])
        jets.append(np.column_stack((pt, eta, phi, mass)))
        codes.append(pid)
    return jets, codes


def momenta(jet: np.ndarray) -> np.ndarray:
    """(px, py, pz, E) of rows of pt, pseudorapidity, phi, mass, by the textbook."""
    pt, eta, phi, mass = jet.T
    p4 = np.column_stack((pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta), 0 * pt))
    p4[:, 3] = np.sqrt((p4[:, :3] ** 2).sum(1) + mass**2)
    return p4


def expected(massless: bool = False) -> Constituents:
    """The jets that each file holds."""
    jets, codes = particles(massless)
    p4 = np.concatenate([momenta(jet) for jet in jets])
    return Constituents(p4, np.cumsum((0, *SIZES)), pid=np.concatenate(codes), label=labels())


def labels() -> np.ndarray:
    return np.arange(JETS) % 2


def charges(codes: np.ndarray) -> np.ndarray:
    sign: np.ndarray = np.sign(codes) * np.where(np.abs(codes) == 11, -1, 1) * (codes != 22)
    return sign


def padded(rows: list[np.ndarray]) -> np.ndarray:
    filled = np.zeros((len(rows), SLOTS, rows[0].shape[1]))
    for jet, row in zip(filled, rows, strict=True):
        jet[: len(row)] = row
    return filled


def write_energyflow(path: Path, without: str = "") -> None:
    jets, codes = particles()
    rows = []
    for jet, pid in zip(jets, codes, strict=True):
        p4 = momenta(jet)
        rapidity = 0.5 * np.log((p4[:, 3] + p4[:, 2]) / (p4[:, 3] - p4[:, 2]))
        rows.append(np.column_stack((jet[:, 0], rapidity, jet[:, 2], pid)))
    arrays = {"X": padded(rows), "y": labels().astype(float)}
    np.savez_compressed(path, **{k: v for k, v in arrays.items() if k != without})  # type: ignore[arg-type]


def write_jetnet(path: Path, without: str = "") -> None:
    import h5py

    jets, _ = particles(massless=True)
    axis = np.array([(jet[:, 0].sum(), jet[:, 1].mean()) for jet in jets])
    rows = [
        np.column_stack((jet[:, 1] - eta, jet[:, 2], jet[:, 0] / pt, np.ones(len(jet))))
        for jet, (pt, eta) in zip(jets, axis, strict=True)
    ]
    features = np.column_stack((axis, np.zeros(JETS), SIZES))
    arrays = {"particle_features": padded(rows), "jet_features": features}
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            if name != without:
                file.create_dataset(name, data=array.astype(np.float32))


def _top_columns() -> tuple[list[str], np.ndarray, np.ndarray]:
    jets, _ = particles()
    p4 = padded([momenta(jet)[:, [3, 0, 1, 2]] for jet in jets]).reshape(JETS, -1)
    names = [f"{part}_{slot}" for slot in range(SLOTS) for part in ("E", "PX", "PY", "PZ")]
    truth = np.zeros((JETS, 4))
    return (
        [*names, "truthE", "truthPX", "truthPY", "truthPZ"],
        np.concatenate((p4, truth), 1).astype(np.float32),
        np.column_stack((np.zeros(JETS, np.int64), labels())),
    )


def write_top_tagging(path: Path, without: str = "") -> None:
    """Pandas' layout ``"table"``: one compound data set; names pickled into attributes."""
    import h5py

    names, numbers, flags = _top_columns()
    kept = [i for i, name in enumerate(names) if name != without]
    whole = ["ttv"] if without == "is_signal_new" else ["ttv", "is_signal_new"]
    kinds = {"values_block_0": [names[i] for i in kept], "values_block_1": whole}
    dtype = [("index", "<i8"), ("values_block_0", "<f4", (len(kept),))]
    table = np.zeros(JETS, [*dtype, ("values_block_1", "<i8", (len(whole),))])
    table["index"] = np.arange(JETS)
    table["values_block_0"] = numbers[:, kept]
    table["values_block_1"] = flags[:, : len(whole)]
    with h5py.File(path, "w") as file:
        group = file.create_group("table")
        group.attrs["pandas_type"] = np.bytes_("frame_table")
        data = group.create_dataset("table", data=table, chunks=(5,), compression="gzip")
        data.attrs["NROWS"] = JETS
        for field, kind in kinds.items():
            data.attrs[f"{field}_kind"] = np.bytes_(pickle.dumps(kind, 0))


def write_fixed_top_tagging(path: Path, without: str = "") -> None:
    """Pandas' layout ``"fixed"``: a data set for each type of numbers."""
    import h5py

    names, numbers, flags = _top_columns()
    with h5py.File(path, "w") as file:
        group = file.create_group("table")
        every = {"axis1": np.arange(JETS), "axis0": np.bytes_([*names, "ttv", "is_signal_new"])}
        every |= {"block0_values": numbers, "block0_items": np.bytes_(names)}
        every |= {"block1_values": flags, "block1_items": np.bytes_(["ttv", "is_signal_new"])}
        for name, array in every.items():
            if name != without:
                group.create_dataset(name, data=array)


def write_top_tagging_of(path: Path, jets: Constituents) -> None:
    """Labelled jets in the layout ``"fixed"``, for trainings; momenta in float32 as in the set."""
    import h5py

    assert jets.label is not None
    slots = int(jets.ptr.diff().max())
    p4 = np.zeros((len(jets), slots, 4), np.float32)
    for row, jet in zip(p4, jets, strict=True):
        row[: len(jet.p4)] = jet.p4[:, [3, 0, 1, 2]]
    names = [f"{part}_{slot}" for slot in range(slots) for part in ("E", "PX", "PY", "PZ")]
    with h5py.File(path, "w") as file:
        group = file.create_group("table")
        group["axis0"] = np.bytes_([*names, "is_signal_new"])
        group["axis1"] = np.arange(len(jets))
        group["block0_items"], group["block0_values"] = np.bytes_(names), p4.reshape(len(jets), -1)
        group["block1_items"] = np.bytes_(["is_signal_new"])
        group["block1_values"] = jets.label.numpy()[:, None]


def jetclass_columns() -> dict[str, Any]:
    jets, codes = particles()
    columns: dict[str, Any] = {
        f"part_{name}": [momenta(jet)[:, i] for jet in jets]
        for i, name in enumerate(("px", "py", "pz", "energy"))
    }
    columns["part_charge"] = [charges(pid) for pid in codes]
    flags = {"Electron": 11, "Muon": 13, "Photon": 22, "ChargedHadron": 211, "NeutralHadron": 0}
    for name, code in flags.items():
        columns[f"part_is{name}"] = [np.abs(pid) == code for pid in codes]
    columns["jet_nparticles"] = np.array(SIZES)
    columns["label_QCD"], columns["label_Hbb"] = 1.0 - labels(), labels() == 1
    columns["label_Tbl"] = np.zeros(JETS)
    return columns


def write_jetclass(path: Path, without: str = "") -> None:
    import awkward as ak

    columns = {k: ak.Array(v) for k, v in jetclass_columns().items() if k != without}
    write_tree(path, "tree", columns)


def write_jetclass_parquet(path: Path, without: str = "") -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {k: list(v) for k, v in jetclass_columns().items() if k != without}
    pq.write_table(pa.table(columns), path, compression="zstd")


def momenta_columns(jets: Constituents) -> dict[str, list[np.ndarray]]:
    """Columns of momenta as JetClass has them, of any jets, without labels."""
    names = ("part_px", "part_py", "part_pz", "part_energy")
    return {name: [jet.p4[:, column].numpy() for jet in jets] for column, name in enumerate(names)}


def write_momenta_root(path: Path, jets: Constituents) -> None:
    import awkward as ak

    write_tree(path, "tree", {k: ak.Array(v) for k, v in momenta_columns(jets).items()})


def write_momenta_parquet(path: Path, jets: Constituents) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(momenta_columns(jets)), path)


def write_tree(path: Path, name: str, columns: dict[str, Any]) -> None:
    import uproot

    with uproot.recreate(path) as file:
        tree = file.mktree(name, {key: value.type for key, value in columns.items()})
        tree.extend(columns)


def write_delphes(path: Path, without: str = "") -> None:
    """One jet in each event: its tracks, and its photons as towers."""
    import awkward as ak

    jets, codes = particles()
    columns: dict[str, list[np.ndarray]] = {"Event.Number": [np.array([i]) for i in range(JETS)]}
    for name, pt, photons in (("EFlowTrack", "PT", False), ("EFlowPhoton", "ET", True)):
        for i, leaf in enumerate((pt, "Eta", "Phi")):
            columns[f"{name}.{leaf}"] = [
                jet[(pid == 22) == photons, i] for jet, pid in zip(jets, codes, strict=True)
            ]
    tracks = [pid[pid != 22] for pid in codes]
    columns["EFlowTrack.PID"] = tracks
    columns["EFlowTrack.Charge"] = [charges(pid) for pid in tracks]
    kept = {k: ak.values_astype(ak.Array(v), _leaf(k)) for k, v in columns.items() if k != without}
    write_tree(path, "Delphes", kept)


def _leaf(name: str) -> str:
    return "int32" if name.endswith(("PID", "Charge", "Number")) else "float32"


def write_pfnano(path: Path, without: str = "") -> None:
    """Two jets in each event; candidates in another order, with weights, and one in no jet."""
    import awkward as ak

    jets, codes = particles()
    events = [(2 * i, 2 * i + 1) for i in range(JETS // 2)]
    columns: dict[str, list[Any]] = {"event": [100 + i for i in range(JETS // 2)]}
    weight = 0.5
    for i, name in enumerate(("pt", "eta", "phi", "mass")):
        scale = 1 / weight if name in ("pt", "mass") else 1.0
        columns[f"PFCands_{name}"] = [
            np.concatenate(([3.0], *(jets[jet][::-1, i] * scale for jet in pair)))
            for pair in events
        ]
    pids = [np.concatenate(([130], *(codes[jet][::-1] for jet in pair))) for pair in events]
    columns["PFCands_pdgId"] = pids
    columns["PFCands_charge"] = [charges(np.where(pid == 130, 22, pid)) for pid in pids]
    columns["PFCands_puppiWeight"] = [
        np.where(np.arange(len(pid)) == 0, 0.0, weight) for pid in pids
    ]
    sizes = [(SIZES[a], SIZES[b]) for a, b in events]
    # The candidate of weight zero is linked to the second jet.
    columns["FatJetPFCands_jetIdx"] = [np.repeat((0, 1, 1), (a, b, 1)) for a, b in sizes]
    columns["FatJetPFCands_pFCandsIdx"] = [np.append(1 + np.arange(a + b), 0) for a, b in sizes]
    columns["nFatJet"] = [2] * len(events)
    write_tree(path, "Events", {k: ak.Array(v) for k, v in columns.items() if k != without})


def recnn_jet(p4: np.ndarray) -> dict[str, Any]:
    """A chain of merges, root first as in the original files."""
    inner = len(p4) - 1
    content = np.concatenate((np.cumsum(p4, 0)[:0:-1], p4)) if inner else p4
    tree = np.full((2 * inner + 1, 2), -1)
    for i in range(inner):
        tree[i] = (i + 1 if i < inner - 1 else inner), 2 * inner - i
    return {"root_id": 0, "tree": tree, "content": content, "mass": 1.0, "pt": 2.0}


def write_recnn(path: Path, without: str = "") -> None:
    """One pickle after the other."""
    with path.open("wb") as file:
        for jet in particles()[0]:
            one = recnn_jet(momenta(jet))
            pickle.dump({k: v for k, v in one.items() if k != without}, file, protocol=2)


def write_lundnet(path: Path, without: str = "") -> None:
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        file.write(b'"a comment"\n')
        for jet in particles()[0]:
            p4 = momenta(jet)
            rows = [dict(zip(("px", "py", "pz", "E"), row, strict=True)) for row in p4.tolist()]
            kept = [{k: v for k, v in row.items() if k != without} for row in rows]
            file.write(json.dumps([{"pt": 1.0, "E": p4[:, 3].sum()}, *kept]).encode() + b"\n")


def write_packed(path: Path, without: str = "") -> None:
    jets = expected()
    arrays = {
        "p4": jets.p4.numpy(),
        "ptr": jets.ptr.numpy(),
        "pid": np.concatenate(particles()[1]).astype(np.int16),
        "charge": charges(np.concatenate(particles()[1])).astype(np.int8),
        "event": np.arange(JETS) // 2,
        "partons": np.tile([[24.0, 1, 2, 3, 90, -23]], (JETS, 1)),
        "parton_ptr": np.arange(JETS + 1),
    }
    np.savez(path, **{k: v for k, v in arrays.items() if k != without})  # type: ignore[arg-type]


def write_saved(path: Path, without: str = "") -> None:
    from safetensors.torch import load_file, save_file

    expected().save(path)
    if without:
        kept = {key: value for key, value in load_file(path).items() if key != without}
        save_file(kept, path, metadata={"format": "pyg_jets.constituents"})


def write_hepmc(path: Path, without: str = "", format: str = "hepmc3", beam: int = 2212) -> None:
    """One jet and a neutrino in each event; pyhepmc writes it."""
    import pyhepmc

    with pyhepmc.open(path, "w", format=format) as file:
        for number, (jet, pid) in enumerate(zip(*particles(), strict=True)):
            event = pyhepmc.GenEvent(pyhepmc.Units.GEV, pyhepmc.Units.MM)
            event.event_number = number
            vertex = pyhepmc.GenVertex()
            for pz in (6500.0, -6500.0):
                vertex.add_particle_in(pyhepmc.GenParticle((0, 0, pz, 6500), beam, 4))
            rows = [*zip(momenta(jet), pid.tolist(), jet[:, 3], strict=True)]
            for p4, code, mass in [*rows, (np.array([0, 900, 0, 900]), 14, 0.0)]:
                particle = pyhepmc.GenParticle(tuple(p4), code, 1)
                particle.generated_mass = mass
                vertex.add_particle_out(particle)
            event.add_vertex(vertex)
            file.write(event)
    if without:
        text = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in text if not line.startswith(without)))


def write_hepmc2(path: Path, without: str = "") -> None:
    write_hepmc(path, without, format="hepmc2")


WRITERS: dict[str, dict[str, Callable[..., None]]] = {
    "delphes": {"delphes.root": write_delphes},
    "energyflow": {"qg.npz": write_energyflow},
    "hepmc": {"three.hepmc": write_hepmc, "two.hepmc": write_hepmc2},
    "jetclass": {"jetclass.root": write_jetclass, "jetclass.parquet": write_jetclass_parquet},
    "jetnet": {"jetnet.hdf5": write_jetnet},
    "lundnet": {"lundnet.json.gz": write_lundnet},
    "packed": {"packed.npz": write_packed},
    "pfnano": {"pfnano.root": write_pfnano},
    "recnn": {"recnn.pickle": write_recnn},
    "saved": {"saved.safetensors": write_saved},
    "top_tagging": {"top.h5": write_top_tagging, "fixed.h5": write_fixed_top_tagging},
}
"""For each format, names of files and what writes them; ``without`` leaves one column out."""
