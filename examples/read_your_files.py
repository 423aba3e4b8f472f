"""Jets from files of others, or from arrays of yours, onto the Lund plane.

    python examples/read_your_files.py one.root another.h5

knows eleven formats by their content (extra ``formats``). Without files it writes two small ones
as EnergyFlow's authors do, padded arrays of (pt, rapidity, phi, PDG code), and reads those.
"""

import argparse
import tempfile
from itertools import islice
from pathlib import Path

import numpy as np

from pyg_jets import Constituents, LundPlane, cluster, datasets, lund_coordinates
from pyg_jets.jets import kinematics
from pyg_jets.observables import jet_mass
from pyg_jets.plotting import Panel, lund_figure


def write_energyflow(jets, path):
    """Jets as EnergyFlow stores them: zeros fill up what is shorter than the longest jet."""
    padded = np.zeros((len(jets), int(jets.ptr.diff().max()), 4))
    columns = kinematics.pt(jets.p4), kinematics.rapidity(jets.p4), kinematics.phi(jets.p4)
    rows = np.column_stack((*columns, jets.pid.double()))
    for jet, (first, last) in enumerate(zip(jets.ptr[:-1], jets.ptr[1:], strict=True)):
        padded[jet, : last - first] = rows[first:last]
    np.savez_compressed(path, X=padded, y=np.zeros(len(jets)))


def demonstration(folder, jets):
    """Two files to read."""
    paths = []
    for kind in ("w", "qcd"):
        paths.append(folder / f"{kind}.npz")
        some = datasets.sample(kind)[:jets]
        known = np.isin(some.pid.numpy(), (11, -11, 13, -13, 22, 130, 211, -211, 2112))
        mass_of = np.where(known, some.pid.numpy(), 22)  # a tower has no PDG code: massless
        write_energyflow(Constituents(some.p4, some.ptr, pid=mass_of), paths[-1])
    return paths


def from_arrays():
    """Arrays need no file: a list with one (n, 4) array of (px, py, pz, E) for each jet, in GeV."""
    rng = np.random.default_rng(0)
    momenta = [rng.normal(30, 5, (n, 3)) for n in (3, 8)]
    massless = [np.column_stack((p, np.linalg.norm(p, axis=1))) for p in momenta]
    return Constituents.from_list(massless, label=[1, 0])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, help="of any known format")
    parser.add_argument("--jets", type=int, default=2000, help="most jets to take of each file")
    parser.add_argument("--out", type=Path, default=Path("your_files.png"))
    parser.add_argument("--smoke", action="store_true", help="100 jets")
    options = parser.parse_args()
    number = 100 if options.smoke else options.jets

    print(f"from arrays: {from_arrays()}")
    panels = []
    with tempfile.TemporaryDirectory() as folder:
        for path in options.files or demonstration(Path(folder), number):
            plane, seen, masses = LundPlane(), 0, []
            # Pieces: a file may be larger than memory.
            for piece in islice(datasets.stream(path, jets=500), -(-number // 500)):
                trees = cluster(piece)
                plane.fill(lund_coordinates(trees))
                masses.append(jet_mass(trees).numpy())
                seen += len(trees)
            low, median, high = np.quantile(np.concatenate(masses), (0.16, 0.5, 0.84))
            print(
                f"{path.name}: {datasets.recognise(path)}, {seen:,} jets, "
                f"{plane.count.sum() / seen:.1f} splittings on the plane per jet, "
                f"mass {median:.1f} GeV (68 % between {low:.1f} and {high:.1f})"
            )
            panels.append(Panel(plane, f"{path.name}, {seen:,} jets", quantity="density"))
    figure = lund_figure([panels], "Density of the splittings over the Lund plane")
    figure.savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()
