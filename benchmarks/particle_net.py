"""ParticleNet on packed jets: rates beside LundNet's, and beside padded code with ``--peer``.

One thread, in turns, on top jets of the bundled sample; random parameters. The peer is the file
``weaver/nn/model/ParticleNet.py`` of hqucms/weaver-core (a version that imports torch alone), on
jets padded to 128 particles as it is used; neighbours also by ``torch.cdist`` on padded jets.
"""

import importlib.util
import statistics
from pathlib import Path

import torch
from interleaved import interleaved, parse, print_table, ratios, spread, write_json

from pyg_jets import attribution, cluster, datasets
from pyg_jets.jets.packing import borders
from pyg_jets.nn import nearest_neighbours
from pyg_jets.taggers import LundNet, ParticleNet

JETS, LENGTH = 64, 128


def main():
    options = parse(__doc__, ("--peer", {"type": Path, "help": "the peer's file"}))
    torch.set_num_threads(1)
    torch.manual_seed(0)
    trees = cluster(datasets.sample("top")[:JETS])
    batch, rows, figures = trees.batch(), [], {}
    for what, contenders in (
        ("predict", predicting(batch, options.peer)),
        ("train", training(batch, options.peer)),
        ("neighbours, 128 numbers each", finding(batch)),
    ):
        seconds = interleaved(contenders, options.rounds)
        first = next(iter(seconds))
        for name, times in seconds.items():
            rate = JETS / statistics.median(times)
            rows.append([what, name, f"{rate:,.0f}", spread(ratios(times, seconds[first]))])
            figures[f"{what}: {name}"] = rate
    print_table(["what", "by", "jets/s", "times as long as the first"], rows)
    write_json(options.json, figures)


def predicting(batch, peer):
    taggers = {tagger.__name__: tagger().eval() for tagger in (ParticleNet, LundNet)}
    contenders = {name: without_gradients(tagger, batch) for name, tagger in taggers.items()}
    if peer:
        contenders["padded peer"] = without_gradients(original(peer).eval(), *padded(batch))
    contenders["ParticleNet's saliency"] = lambda: attribution.node_saliency(
        taggers["ParticleNet"], batch
    )
    return contenders


def training(batch, peer):
    contenders = {tagger.__name__: step(tagger(), batch) for tagger in (ParticleNet, LundNet)}
    if peer:
        contenders["padded peer"] = step(original(peer), *padded(batch))
    return contenders


def finding(batch):
    """Neighbours in 128 dimensions, as in the third block."""
    mask = padded(batch)[-1]
    counts = mask.sum((1, 2)).long()
    wide = torch.randn(JETS, int(counts.max()), 128).relu()
    here = mask[:, 0, : wide.shape[1]] > 0
    packed, ptr = wide[here], borders(counts)
    wide[~here] = 1e9

    def by_cdist(mode):
        return lambda: torch.cdist(wide, wide, compute_mode=mode).topk(17, largest=False)

    return {
        "packed": lambda: nearest_neighbours(packed, ptr, 16),
        "padded, products": by_cdist("use_mm_for_euclid_dist"),
        "padded, differences": by_cdist("donot_use_mm_for_euclid_dist"),
    }


def without_gradients(network, *inputs):
    def run():
        with torch.no_grad():
            network(*inputs)

    return run


def step(network, *inputs):
    def run():
        network.zero_grad()
        network(*inputs).sum().backward()

    return run


def original(path):
    spec = importlib.util.spec_from_file_location("peer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    blocks = [(16, 3 * (width,)) for width in (64, 128, 256)]
    return module.ParticleNet(7, 2, blocks, [(256, 0.1)], use_fusion=False)


def padded(batch):
    view = ParticleNet().view(batch)
    node = view.cloud_mask.nonzero().flatten()
    jet = view.batch[node]
    slot = torch.arange(len(node)) - borders(torch.bincount(jet))[jet]
    features, mask = torch.zeros(JETS, 7, LENGTH), torch.zeros(JETS, 1, LENGTH)
    features[jet, :, slot], mask[jet, 0, slot] = view.cloud[node], 1.0
    return features[:, 5:].clone(), features, mask


if __name__ == "__main__":
    main()
