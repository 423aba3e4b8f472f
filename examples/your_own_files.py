"""Your own files, from the first line to the Lund map: a ROOT table, awkward arrays, weights.

The script writes the file that it reads: a ROOT tree with a row for each jet, lists of momenta
under names of somebody's choice, impact parameters, a label and event weights, as an experiment's
ntuple has them. A mapping of names says what is what. The tagger then reads the impact parameter
too, is trained and measured with the weights, and the map of its saliency is that of the weighted
sample. Needs the extra ``formats``.
"""

import argparse
import tempfile
from pathlib import Path

import awkward as ak
import numpy as np
import torch

from pyg_jets import Constituents, cluster, datasets, fit, predict
from pyg_jets.attribution import splitting_saliency
from pyg_jets.evaluation import attribution_plane
from pyg_jets.metrics import roc_auc
from pyg_jets.plotting import Panel, lund_figure
from pyg_jets.taggers import ParT

COLUMNS = {
    "px": "cand_px",
    "py": "cand_py",
    "pz": "cand_pz",
    "E": "cand_e",
    "charge": "cand_q",
    "d0": "cand_ip",  # any other name becomes a column, of the particles or of the jets
    "label": "is_w",
    "weight": "mc_weight",
}
FEATURES = ("part_logptrel", "part_logerel", "part_deta", "part_dphi", "charge", "np.tanh(d0)")
SMALL = {"heads": 2, "blocks": 1, "class_blocks": 1, "pair_channels": 8, "length": 64}


def write_ntuple(path, number):
    """W and QCD jets of the bundled sample as somebody's ntuple; impact parameters are made up."""
    import uproot

    kinds = {"w": 1, "qcd": 0}
    jets = Constituents.concat(
        [datasets.sample(kind)[:number].with_label(label) for kind, label in kinds.items()]
    )
    pt = np.hypot(*(np.add.reduceat(jets.p4[:, k].numpy(), jets.ptr[:-1]) for k in (0, 1)))
    d0 = np.random.default_rng(0).normal(0, 0.02, len(jets.p4)) * (jets.charge.numpy() != 0)
    px, py, pz, energy, charge, d0 = (
        ak.unflatten(column, jets.ptr.diff().numpy())
        for column in (*jets.p4.numpy().T, jets.charge.numpy(), d0)
    )
    columns = {"cand_px": px, "cand_py": py, "cand_pz": pz, "cand_e": energy}
    columns |= {"cand_q": charge, "cand_ip": d0, "is_w": ak.Array(jets.label.numpy())}
    # A nearly flat spectrum of pt becomes a falling one.
    columns["mc_weight"] = ak.Array((500 / pt) ** 5)
    with uproot.recreate(path) as file:
        tree = file.mktree("jets", {name: column.type for name, column in columns.items()})
        tree.extend(columns)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("your_own_files.png"))
    parser.add_argument("--smoke", action="store_true", help="100 jets of each kind, one epoch")
    options = parser.parse_args()
    number, epochs = (100, 1) if options.smoke else (1000, 4)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ntuple.root"
        write_ntuple(path, number)
        jets = datasets.read(f"{path}:jets", columns=COLUMNS)
    print(f"read {jets}: d0 of every particle, weights {jets.weight.min():.2f} to 1")

    # The same by another door: cuts on particles are awkward's business, the rest comes back.
    array = jets.to_awkward()
    array = array[(abs(array.d0) < 0.06) & (array.E > 1)]  # no jet of 500 GeV loses all
    print(f"as awkward arrays: {ak.fields(array)}, {ak.count(array.E):,} particles after cuts")
    jets = Constituents.from_awkward(array, label=jets.label, weight=jets.weight)

    order = torch.randperm(len(jets), generator=torch.Generator().manual_seed(0))
    sizes = int(0.6 * len(jets)), int(0.2 * len(jets))
    rows = order.split([*sizes, len(jets) - sum(sizes)])
    train, val, test = (cluster(jets[part]) for part in rows)
    tagger = ParT(32, features=FEATURES, **SMALL)
    fit(tagger, train, val, epochs=epochs, progress=False)
    scores = predict(tagger, test)
    weighted = roc_auc(scores, test.y, weight=test.weight)
    print(f"AUC with the weights {weighted}, without {roc_auc(scores, test.y)}")

    panels = []
    for kind, label in (("W", 1), ("QCD", 0)):
        of_kind = test[test.y == label]
        plane = attribution_plane(splitting_saliency, tagger, of_kind)  # with the weights
        panels.append(Panel(plane, f"{len(of_kind):,} {kind} jets"))
    lund_figure([panels], "Saliency of a tagger of one's own table").savefig(options.out, dpi=120)
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()
