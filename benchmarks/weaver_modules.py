"""ParticleNet and ParT beside weaver's own modules: equal scores, and rates in turns.

One thread, top jets of the bundled sample, the seven kinematic inputs and ten classes. Weaver's
random parameters are loaded into this library's networks; then both predict, and both train (a
forward and a backward pass). Weaver reads jets padded to 128 particles, and cuts what no jet of the
batch fills, as it does by itself. It is imported from ``--weaver``, a checkout of
github.com/hqucms/weaver-core (MIT), or as installed.
"""

import statistics
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import torch
from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets import cluster, datasets
from pyg_jets.taggers import ParT, ParticleNet
from pyg_jets.taggers.adapted.given import Given
from pyg_jets.transforms import ParticleCloud, sub_graph
from pyg_jets.transforms.features import feature_table

JETS, LENGTH, CLASSES = 64, 128, 10


def main():
    options = parse(
        __doc__,
        ("--weaver", {"type": Path, "help": "folder with the package weaver"}),
        ("--jets", {"type": int, "default": JETS, "help": f"jets in a batch ({JETS})"}),
    )
    if options.weaver:
        sys.path.insert(0, str(options.weaver))
    torch.set_num_threads(1)
    torch.manual_seed(0)
    batch = cluster(datasets.sample("top")[: options.jets]).batch()
    inputs = padded(batch)
    rows, figures = [], {}
    for name, theirs, ours, given in (
        ("ParticleNet", particle_net(), ParticleNet, inputs[:2] + inputs[3:]),
        ("ParT", part(), ParT, inputs[1:]),
    ):
        tagger = loaded(theirs, ours)
        with torch.no_grad():
            off = (scores(tagger, batch) - theirs.eval()(*given)).abs().max().item()
        print(f"{name}: scores differ by at most {off:.1e}")
        figures[f"{name}: largest difference"] = off
        for what, run in (("predict", predicting), ("train", training)):
            contenders = {
                "weaver": run(theirs, *given),
                "pyg_jets": run(lambda tagger=tagger: scores(tagger, batch), network=tagger),
            }
            seconds = interleaved(contenders, options.rounds)
            for by, times in seconds.items():
                rate = options.jets / statistics.median(times)
                share = spread(ratios(times, seconds["weaver"]))
                rows.append([name, what, by, f"{rate:,.0f}", share])
                figures[f"{name}, {what}: {by}"] = rate
    print_table(["network", "what", "by", "jets/s", "times as long as weaver"], rows)
    write_json(options.json, figures)


def padded(batch):
    """Points, features, momenta and mask, as weaver's networks take them."""
    view = ParticleCloud(1, LENGTH)
    batch = view(batch)
    given = Given(sub_graph(batch, "cloud"), {}, LENGTH)
    node = given.graph.node
    momenta = feature_table(batch, ("part_px", "part_py", "part_pz", "part_energy"))[node]
    features = given.padded(given.graph.x).transpose(1, 2).contiguous()
    vectors = given.padded(momenta.float()).transpose(1, 2).contiguous()
    return features[:, 5:].contiguous(), features, vectors, given.filled()[:, None].float()


def particle_net():
    module = import_module("weaver.nn.model.ParticleNet")
    blocks = [(16, 3 * (width,)) for width in (64, 128, 256)]
    return module.ParticleNet(7, CLASSES, blocks, [(256, 0.1)], use_fusion=False)


def part():
    module = import_module("weaver.nn.model.ParticleTransformer")
    token = {"dropout": 0, "attn_dropout": 0, "activation_dropout": 0}
    return _OfMomenta(
        module.ParticleTransformer(
            input_dim=7,
            num_classes=CLASSES,
            use_pre_activation_pair=False,
            fc_params=[],
            cls_block_params=token,
        )
    )


class _OfMomenta(torch.nn.Module):
    def __init__(self, mod):
        super().__init__()
        self.mod = mod

    def forward(self, features, vectors, mask):
        return self.mod(features, v=vectors, mask=mask)


def loaded(theirs, ours):
    """This library's network with the same parameters."""
    with tempfile.TemporaryDirectory() as folder:
        torch.save(theirs.state_dict(), Path(folder) / "state.pt")
        return ours.from_published(Path(folder) / "state.pt")


def scores(tagger, batch):
    return tagger.head[:-1](tagger.embed(batch))


def predicting(forward, *given, network=None):
    def run():
        (network or forward).eval()
        with torch.no_grad():
            forward(*given)

    return run


def training(forward, *given, network=None):
    def run():
        (network or forward).train().zero_grad()
        forward(*given).sum().backward()

    return run


if __name__ == "__main__":
    main()
