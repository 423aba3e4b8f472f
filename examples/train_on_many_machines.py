"""Train one tagger in several processes, here or on many hosts, from jets in many files.

Two processes here:     python examples/train_on_many_machines.py --devices 2
Slurm, four hosts of eight processes each (Lightning finds the others by Slurm's variables):

    #SBATCH --nodes=4 --ntasks-per-node=8 --cpus-per-task=1
    srun python train_on_many_machines.py --devices 8 --nodes 4 --shards /scratch/w-qcd

Every process gets its share of each batch and they average their gradients: N processes with
batches of B give the result of one with batches of N x B, within rounding. GPUs: --accelerator gpu.
"""

import argparse
import time
from pathlib import Path

import torch
from lightning.pytorch.utilities import rank_zero_only

from pyg_jets import JetTreeShards, cluster, fit
from pyg_jets.datasets import binary_task
from pyg_jets.taggers import RecNN

TRAINING_SHARDS = 4


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--devices", type=int, default=1, help="processes on each host (1)")
    parser.add_argument("--nodes", type=int, default=1, help="hosts (1)")
    parser.add_argument("--accelerator", default="cpu", help="cpu or gpu (cpu)")
    parser.add_argument("--shards", type=Path, help="folder that all hosts see; made if missing")
    parser.add_argument("--batch-size", type=int, default=64, help="jets of a process in a step")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--out", type=Path, default=Path("recnn.safetensors"))
    parser.add_argument("--smoke", action="store_true", help="few jets, one epoch")
    options = parser.parse_args()

    shards = options.shards or options.out.with_suffix(".shards")
    write_once(shards, step=32 if options.smoke else 1)
    paths = sorted(shards.glob("*.safetensors"))
    train, val = JetTreeShards(paths[:TRAINING_SHARDS]), JetTreeShards(paths[TRAINING_SHARDS:])

    torch.manual_seed(0)
    processes = options.devices * options.nodes
    result = fit(
        RecNN(hidden_channels=70),
        train,
        val,
        epochs=1 if options.smoke else options.epochs,
        batch_size=options.batch_size,
        progress=not options.smoke,
        accelerator=options.accelerator,
        devices=options.devices,
        num_nodes=options.nodes,
        strategy="ddp" if processes > 1 else "auto",
    )
    report(result, options.out, processes)


def write_once(folder, step):
    """The bundled sample as shards: the first process writes them, the others wait."""
    if rank_zero_only.rank == 0 and not folder.exists():
        train, val, _ = (cluster(part[::step]) for part in binary_task("w-qcd"))
        parts = [train[k::TRAINING_SHARDS] for k in range(TRAINING_SHARDS)]
        unfinished = folder.with_suffix(".unfinished")
        JetTreeShards.write(unfinished, [*parts, val])
        unfinished.rename(folder)
    while not folder.exists():
        time.sleep(0.5)


@rank_zero_only
def report(result, out, processes):
    print(f"{processes} process(es)\nepoch  train loss  val loss  val AUC")
    for number, epoch in enumerate(result.history, 1):
        print("{:5d}  {train_loss:10.5f}  {val_loss:8.5f}  {val_auc:.4f}".format(number, **epoch))
    result.tagger.save(out)
    print(f"written: {out}")


if __name__ == "__main__":
    main()
