"""What core and each extra promise, kept by the installed wheel alone: ``promises.py core``.

Run by ``.ci/extras`` in an environment that has the core and that one extra, in an empty folder.
"""

import importlib.util
import pkgutil
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PACKAGES = {
    "dask": ("dask", "distributed"),
    "docs": ("sphinx", "myst_parser", "furo"),
    "formats": ("h5py", "pyarrow", "uproot"),
    "simulation": ("pyhepmc", "pythia8mc", "uproot"),
    "scatter": ("torch_scatter",),
}


def command(*arguments):
    """Exit code and standard error of ``pyg-jets``."""
    from pyg_jets.cli import main

    errors = StringIO()
    with redirect_stderr(errors), redirect_stdout(StringIO()):
        code = main([str(argument) for argument in arguments])
    return code, errors.getvalue()


def done(*arguments):
    code, errors = command(*arguments)
    assert code == 0, (arguments, errors)


def refused(extra, *arguments):
    code, errors = command(*arguments)
    assert (code, errors.count("\n")) == (1, 1), (arguments, errors)
    assert f"pip install 'pyg-jets[{extra}]'" in errors, (arguments, errors)


def only(extra):
    """The environment has what the extra brings, and nothing of the others."""
    own = set(PACKAGES.get(extra, ()))
    for package in {name for names in PACKAGES.values() for name in names}:
        found = importlib.util.find_spec(package) is not None
        assert found == (package in own), f"{package} with {extra}: {found}"


def every_module():
    import pyg_jets

    assert not Path(pyg_jets.__file__).is_relative_to(PROJECT), pyg_jets.__file__
    for module in pkgutil.walk_packages(pyg_jets.__path__, "pyg_jets."):
        importlib.import_module(module.name)


def shards():
    """A few jets of the bundled sample as two shards of trees."""
    from pyg_jets import Constituents, JetTreeShards, cluster, datasets

    kinds = {"w": 1, "qcd": 0}
    jets = [datasets.sample(kind)[:20].with_label(label) for kind, label in kinds.items()]
    JetTreeShards.write("trees", [cluster(Constituents.concat(jets))] * 2)


def core():
    from pyg_jets.report import Table, write_report

    done("train", "--task", "w-qcd", "--epochs", "1", "--jets", "60", "--out", "t.safetensors")
    done("saliency", "--tagger", "t.safetensors", "--task", "w-qcd", "--out", "map.png")
    table = Table("numbers", "Numbers of a test.", ("name", "value"), [("a", "1")])
    write_report("report", "A report", {}, [table], [])
    assert "Numbers of a test." in Path("report/report.html").read_text()
    made = ("--kind", "w", "--jets", "2", "--out", "made")
    refused("simulation", "simulate", *made)
    refused("simulation", "simulate", *made, "--workers", "2")
    of_shards = ("saliency", "--tagger", "t.safetensors", "--shards", "trees", "--out", "m.png")
    shards()
    done(*of_shards)
    done(*of_shards, "--workers", "2")
    refused("dask", *of_shards, "--scheduler", "tcp://127.0.0.1:9")
    starts = {"a.h5": b"\x89HDF\r\n\x1a\n", "a.root": b"root", "a.parquet": b"PAR1"}
    for name, start in starts.items():
        Path(name).write_bytes(start + bytes(100))
        refused("formats", "convert", name, "--out", "jets.safetensors")


def dask():
    done("train", "--task", "w-qcd", "--epochs", "1", "--jets", "60", "--out", "t.safetensors")
    shards()
    from distributed import LocalCluster

    of_shards = ("saliency", "--tagger", "t.safetensors", "--shards", "trees", "--out", "map.png")
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        done(*of_shards, "--scheduler", cluster.scheduler_address)
    refused("simulation", "simulate", "--kind", "w", "--jets", "2", "--out", "made")


def formats():
    sys.path.append(str(PROJECT))
    from tests.written import WRITERS

    for writers in WRITERS.values():
        for name, write in writers.items():
            if name.endswith(".hepmc"):  # written by pyhepmc, read without
                continue
            write(Path(name))
            done("convert", name, "--out", "jets.safetensors")


def simulation():
    made = ("--jets", "4", "--jets-per-shard", "2", "--no-mpi")
    done("simulate", "--kind", "w", *made, "--workers", "2", "--out", "w")
    done("simulate", "--kind", "qcd", *made, "--detector", "cms", "--out", "qcd")
    done("cluster", "w", "qcd", "--out", "clustered")


def docs():
    shutil.copytree(PROJECT / "docs", "docs", ignore=shutil.ignore_patterns("_build", "api"))
    shutil.copytree(PROJECT / ".github", ".github")
    build = ("-W", "--keep-going", "-q", "-b", "html", "docs", "site")
    subprocess.run([sys.executable, "-m", "sphinx", *build], check=True)


def scatter():
    import torch
    from torch_scatter import scatter_add

    total = scatter_add(torch.ones(3), torch.tensor([0, 1, 1]))
    assert total.tolist() == [1, 2]
    done("train", "--task", "w-qcd", "--epochs", "1", "--jets", "60", "--out", "t.safetensors")


if __name__ == "__main__":
    extra = sys.argv[1]
    only(extra)
    every_module()
    {f.__name__: f for f in (core, dask, docs, formats, scatter, simulation)}[extra]()
    sys.stdout.write(f"extras: {extra} keeps what it promises\n")
