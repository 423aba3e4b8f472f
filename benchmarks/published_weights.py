"""What published networks say of the Delphes jets without any training here.

ParticleNet of JetClass (github.com/jet-universe/particle_transformer, MIT) in all versions that
``--particle-transformer``, a checkout of it, has; LundNet (github.com/fdreyer/LundNet, GPL-3) in
all versions of ``--lundnet``. Jets evenly spaced over each file, 68 % intervals. The sample has no
displacements: the full version reads 0 for them, as the original pads. With ``--weaver``, a folder
with the package weaver (github.com/hqucms/weaver-core, MIT), the scores are compared with those of
the original's own network file, on the same jets.
"""

import argparse
import sys
from pathlib import Path

import torch

from pyg_jets import cluster, datasets, predict
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import LundNet, ParticleNet, from_weaver

NO_TRACKS = dict.fromkeys(("part_d0", "part_d0err", "part_dz", "part_dzerr"), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--particle-transformer", type=Path, help="a checkout")
    parser.add_argument("--lundnet", type=Path, help="a checkout")
    parser.add_argument("--weaver", type=Path, help="folder with the package weaver")
    parser.add_argument("--jets", type=int, default=400, help="of each kind (400)")
    options = parser.parse_args()
    if options.weaver:
        sys.path.insert(0, str(options.weaver))
    trees = {kind: read(options, kind) for kind in ("w", "top", "qcd")}
    for name, path in particle_nets(options):
        absent = NO_TRACKS if name == "full" else None
        for signal, kind in (("Wqq", "w"), ("Tbqq", "top")):
            tagger = ParticleNet.from_published(path, signal, absent=absent)
            tell(f"ParticleNet {name}", tagger, kind, trees)
        if options.weaver and options.particle_transformer:
            beside_weaver(name, path, options.particle_transformer, absent, trees["w"][:64])
    for path in lundnets(options):
        kind = "top" if path.name.startswith("Top") else "w"
        tagger = LundNet.from_published(path)
        tell(f"LundNet-{tagger.config['num_inputs']} for {kind}", tagger, kind, trees)


def read(options, kind):
    jets = datasets.read(options.shared / "delphes_jets" / f"{kind}.npz")
    return cluster(jets[torch.linspace(0, len(jets) - 1, options.jets).long()])


def particle_nets(options):
    if options.particle_transformer is None:
        return [("kin", options.shared / "weights" / "ParticleNet_kin.pt")]
    folder = options.particle_transformer / "models"
    return [(name, folder / f"ParticleNet_{name}.pt") for name in ("kin", "kinpid", "full")]


def lundnets(options):
    if options.lundnet is None:
        return [options.shared / "weights" / "W_QCD_500GeV_LundNet5_state.pt"]
    return sorted((options.lundnet / "models").rglob("*_state.pt"))


def tell(name, tagger, kind, trees) -> None:
    scores = [predict(tagger, trees[each]) for each in (kind, "qcd")]
    labels = torch.arange(2).flip(0).repeat_interleave(len(scores[0]))
    auc = roc_auc(torch.cat(scores), labels)
    print(f"{name}: {kind} against qcd, {len(scores[0])} jets a kind: AUC {auc}", flush=True)


def beside_weaver(name, path, checkout, absent, jets) -> None:
    """Scores of all ten classes of this library's network and of the original's file."""
    config = checkout / "data" / "JetClass" / f"JetClass_{name}.yaml"
    network = checkout / "networks" / "example_ParticleNet.py"
    classes = {"signal": "Wqq", "background": "QCD"}
    theirs = from_weaver(config, network, path, **classes, absent=absent)
    ours = ParticleNet.from_published(path, "Wqq", absent=absent)
    batch = jets.batch()
    with torch.no_grad():
        off = (theirs.scores(batch) - ours.head[:-1](ours.embed(batch))).abs().max()
        same = (theirs.double().scores(batch) - ours.double().head[:-1](ours.embed(batch))).abs()
    print(f"  weaver's own module: {off:.1e} off at most, {same.max():.1e} in float64", flush=True)


if __name__ == "__main__":
    main()
