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


def write_table(path: Path, jets: Constituents, columns: dict[str, str]) -> None:
    """A table with columns of any name: ours -> theirs; ROOT, HDF5 or parquet, as the name ends."""
    import awkward as ak
    import h5py
    import pyarrow as pa
    import pyarrow.parquet as pq

    momenta = dict(zip(("px", "py", "pz", "E"), jets.p4.numpy().T, strict=True))
    named = {k: v for k in ("pid", "charge") if (v := getattr(jets, k)) is not None}
    of_particles = {k: v.numpy() for k, v in {**named, **jets.particle_columns}.items()} | momenta
    sizes, table = jets.ptr.diff().numpy(), {}
    for ours, theirs in columns.items():
        if ours in of_particles:
            table[theirs] = ak.unflatten(of_particles[ours], sizes)
        else:
            column = jets.jet_columns[ours] if ours in jets.jet_columns else getattr(jets, ours)
            table[theirs] = ak.Array(column.numpy())
    if path.suffix == ".root":
        write_tree(path, "jets", table)
    elif path.suffix == ".h5":
        with h5py.File(path, "w") as file:  # padded with zeros
            for name, values in table.items():
                lists = values.ndim > 1
                most = int(sizes.max())
                file[name] = (
                    ak.to_numpy(ak.fill_none(ak.pad_none(values, most, axis=1), 0))
                    if lists
                    else ak.to_numpy(values)
                )
    else:
        pq.write_table(pa.table({name: ak.to_list(column) for name, column in table.items()}), path)


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
    for leaf in ("ET", "Eta", "Phi"):
        columns[f"EFlowNeutralHadron.{leaf}"] = [np.empty(0)] * JETS
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


def write_hls4ml(path: Path, without: str = "") -> None:
    """Columns in the files' order; names as bytes."""
    import h5py

    held = [name for name in ("px", "py", "pz", "e", "erel", "pt") if f"j1_{name}" != without]
    rows = []
    for jet in particles()[0]:
        p4 = momenta(jet)
        columns = dict(zip(("px", "py", "pz", "e"), p4.T, strict=True))
        columns |= {"erel": p4[:, 3] / p4[:, 3].sum(), "pt": jet[:, 0]}
        rows.append(np.column_stack([columns[name] for name in held]))
    of_jets = {"j_ptfrac": np.arange(JETS) / 12, "j_pt": np.arange(JETS) + 500.0}
    of_jets |= {name: labels() == i for i, name in enumerate(("j_g", "j_q"))}
    of_jets |= {name: np.zeros(JETS) for name in ("j_w", "j_z", "j_t", "j_undef")}
    of_jets.pop(without, None)
    arrays = {
        "jetConstituentList": padded(rows).astype(np.float32),
        "jets": np.column_stack(list(of_jets.values())).astype(np.float64),
        "particleFeatureNames": np.bytes_([f"j1_{name}" for name in held]),
        "jetFeatureNames": np.bytes_(list(of_jets)),
    }
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            if name != without:
                file[name] = array


def write_aspen_open_jets(path: Path, without: str = "") -> None:
    """Candidates of weight one half, and one of weight zero in the first jet."""
    import h5py

    rows = []
    for jet, pid in zip(*particles(), strict=True):
        d0 = np.linspace(0, 1, len(jet))
        own = [2 * momenta(jet), d0, d0 / 10, d0 * 2, d0 / 5, charges(pid), pid, 0.5 + 0 * d0]
        rows.append(np.column_stack(own))
    rows[0] = np.concatenate((rows[0], [[1.0, 1, 1, 2, 0, 0, 0, 0, 0, 130, 0]]))
    arrays = {
        "PFCands": padded(rows).astype(np.float32),
        "jet_kinematics": np.arange(48.0).reshape(12, 4),
        "jet_tagging": np.zeros((JETS, 13)),
        "event_info": np.column_stack((np.ones(JETS), np.ones(JETS), np.arange(JETS) // 2)),
    }
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            if name != without:
                file.create_dataset(name, data=array, chunks=True, compression="gzip")


def write_atlas_top_tagging(path: Path, without: str = "") -> None:
    """Momenta in MeV."""
    import h5py

    rows = padded(
        [
            np.column_stack((1000 * jet[:, 0], jet[:, 1:3], 1000 * momenta(jet)[:, 3], np.abs(pid)))
            for jet, pid in zip(*particles(), strict=True)
        ]
    )
    arrays: dict[str, np.ndarray] = {
        f"fjet_clus_{name}": rows[..., i].astype(np.float32)
        for i, name in enumerate(("pt", "eta", "phi", "E", "taste"))
    }
    arrays |= {"labels": labels(), "weights": 1 + np.arange(JETS) / 4}
    arrays |= {"fjet_pt": rows[..., 0].sum(1), "fjet_D2": np.arange(JETS) / 3}
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            if name != without:
                file[name] = array


def write_omnilearned(path: Path, without: str = "") -> None:
    import h5py

    jets, codes = particles(massless=True)
    rows = [
        np.column_stack((jet[:, 1:3], np.log(jet[:, 0]), np.log(momenta(jet)[:, 3]), np.sign(pid)))
        for jet, pid in zip(jets, codes, strict=True)
    ]
    sums = np.array([(jet[:, 0].sum(), len(jet)) for jet in jets])
    arrays = {"data": padded(rows).astype(np.float32), "pid": labels(), "global": sums}
    with h5py.File(path, "w") as file:
        for name, array in arrays.items():
            if name != without:
                file[name] = array


def write_umami(path: Path, without: str = "") -> None:
    """Records in MeV; constituents relative to the axis of their jet, with a flag of validity."""
    import h5py

    names = ("pt", "deta", "dphi", "energy", "charge", "valid", "d0")
    rows = np.zeros((JETS, SLOTS), [(n, "?" if n == "valid" else "f4") for n in names])
    jets = np.zeros(
        JETS, [(n, "f4") for n in ("pt", "eta", "phi", "mass")] + [("flavour_label", "i4")]
    )
    rows["pt"] = np.nan  # what is not valid may be anything
    for i, (jet, pid) in enumerate(zip(*particles(), strict=True)):
        row, eta, phi = rows[i, : len(jet)], 0.25, -0.5
        jets[i] = 1000 * jet[:, 0].sum(), eta, phi, 5000, labels()[i]
        row["pt"], row["energy"] = 1000 * jet[:, 0], 1000 * momenta(jet)[:, 3]
        row["deta"], row["dphi"] = jet[:, 1] - eta, jet[:, 2] - phi
        row["charge"], row["valid"], row["d0"] = charges(pid), True, 0.5
    with h5py.File(path, "w") as file:
        for name, records in (("jets", jets), ("constituents", rows)):
            if name != without:
                file.create_dataset(name, data=records, chunks=True, compression="gzip")


def events_of(
    of: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], Any]],
) -> dict[str, list[np.ndarray]]:
    """Branches of one jet, a neutrino and two beams in each event, by code, status and momenta."""
    branches: dict[str, list[np.ndarray]] = {name: [] for name in of}
    for jet, pid in zip(*particles(), strict=True):
        beams = [[0, 0, 6500, 6500.0], [0, 0, -6500, 6500]]
        p4 = np.concatenate((np.array(beams), momenta(jet), np.array([[0, 900.0, 0, 900]])))
        codes = np.concatenate(([2212, 2212], pid, [14]))
        status = np.concatenate(([4, 4], np.ones(len(pid) + 1, int)))
        for name, column in of.items():
            branches[name].append(np.asarray(column(codes, status, p4)))
    return branches


def write_hepmc_root(path: Path, without: str = "") -> None:
    """As HepMC3's WriterRootTree splits its events, in GeV."""
    import awkward as ak

    of: dict[str, Any] = {
        "particles.pid": lambda pid, *_: pid,
        "particles.status": lambda _, s, __: s,
    }
    of |= {f"particles.momentum.m_v{i + 1}": lambda _, __, p4, i=i: p4[:, i] for i in range(4)}
    columns: dict[str, Any] = {**events_of(of), "event_number": np.arange(JETS)}
    columns["momentum_unit"] = np.ones(JETS, np.int32)
    kept = {name: ak.Array(values) for name, values in columns.items() if name != without}
    write_tree(path, "hepmc3_tree", kept)


def write_edm4hep(path: Path, without: str = "") -> None:
    """Reconstructed particles, all but neutrino and beams, beside the generated ones."""
    import awkward as ak

    def mass(_: Any, __: Any, p4: np.ndarray) -> np.ndarray:
        mass2: np.ndarray = p4[:, 3] ** 2 - (p4[:, :3] ** 2).sum(1)
        mass: np.ndarray = np.maximum(mass2, 0) ** 0.5
        return mass

    of: dict[str, Any] = {
        f"momentum.{axis}": lambda _, __, p4, i=i: p4[:, i] for i, axis in enumerate("xyz")
    }
    of |= {"PDG": lambda pid, *_: pid, "charge": lambda pid, *_: charges(pid) * 1.0, "mass": mass}
    truth = {**of, "generatorStatus": lambda _, status, __: status}
    columns = {f"MCParticles.{name}": values for name, values in events_of(truth).items()}
    seen = events_of({**of, "energy": lambda _, __, p4: p4[:, 3]})
    columns |= {
        f"ReconstructedParticles.{name}": [row[2:-1] for row in rows] for name, rows in seen.items()
    }
    columns["EventHeader.eventNumber"] = [np.array([i]) for i in range(JETS)]
    kept = {name: ak.Array(values) for name, values in columns.items() if name != without}
    write_tree(path, "events", kept)


WRITERS: dict[str, dict[str, Callable[..., None]]] = {
    "aspen_open_jets": {"aspen.h5": write_aspen_open_jets},
    "atlas_top_tagging": {"atlas.h5": write_atlas_top_tagging},
    "delphes": {"delphes.root": write_delphes},
    "edm4hep": {"edm4hep.root": write_edm4hep},
    "energyflow": {"qg.npz": write_energyflow},
    "hepmc": {"three.hepmc": write_hepmc, "two.hepmc": write_hepmc2},
    "hepmc_root": {"hepmc.root": write_hepmc_root},
    "hls4ml": {"hls4ml.h5": write_hls4ml},
    "jetclass": {"jetclass.root": write_jetclass, "jetclass.parquet": write_jetclass_parquet},
    "jetnet": {"jetnet.hdf5": write_jetnet},
    "lundnet": {"lundnet.json.gz": write_lundnet},
    "omnilearned": {"omnilearned.h5": write_omnilearned},
    "packed": {"packed.npz": write_packed},
    "pfnano": {"pfnano.root": write_pfnano},
    "recnn": {"recnn.pickle": write_recnn},
    "saved": {"saved.safetensors": write_saved},
    "top_tagging": {"top.h5": write_top_tagging, "fixed.h5": write_fixed_top_tagging},
    "umami": {"umami.h5": write_umami},
}
"""For each format, names of files and what writes them; ``without`` leaves one column out."""
