"""Methods by name and of users' files; the response as a method."""

from pathlib import Path

import pytest
import torch

from pyg_jets import Constituents, cluster, lund_coordinates
from pyg_jets.attribution import METHODS
from pyg_jets.evaluation.benchmark.methods import (
    ALL,
    as_attribution,
    method_of_file,
    methods_named,
    response_size,
)
from pyg_jets.intervention import response
from tests.attributed import made

TEN_LINES = '''"""Mine."""
import torch
from pyg_jets.attribution import Attribution, node_saliency

def squared(tagger, batch):
    return node_saliency(tagger, batch) ** 2

on_splittings = Attribution(squared, "mine", on_splittings=True)
number = 3
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(TEN_LINES)
    return path


def test_a_users_method_is_folded_as_others_are(file: Path, toy_jets: Constituents) -> None:
    name, method = method_of_file(f"{file}:squared")
    assert name == "squared"
    batch, tagger = cluster(toy_jets).batch(), made("EFN", toy_jets)
    values = method.of_splittings(tagger, batch)
    assert (values[batch.is_leaf] == 0).all()
    assert (values > 0).any()
    assert method_of_file(f"{file}:on_splittings")[1].on_splittings


def test_names_and_files_together(file: Path) -> None:
    assert list(methods_named(["lrp"], [f"{file}:squared"])) == ["lrp", "squared"]
    assert methods_named(None) == dict(ALL)
    assert ALL.keys() == {*METHODS, "response"}
    with pytest.raises(ValueError, match=r"one of saliency, .* \(got 'lpr'\)"):
        methods_named(["lpr"])
    with pytest.raises(ValueError, match=r"different names \(got 'lrp' 2 times\)"):
        methods_named(["lrp", "lrp"])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cubed", r"must define the method 'cubed' \(got: AttributeError"),
        ("number", r"the method 'number' must be a function .* \(got a int\)"),
    ],
)
def test_files_without_a_method_are_refused(file: Path, name: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        method_of_file(f"{file}:{name}")


def test_files_that_are_none_are_refused(file: Path) -> None:
    for text in (str(file), "no.py:name", f"{file}:a b"):
        with pytest.raises(ValueError, match=r"'--method' must be FILE.py:NAME .* \(got "):
            method_of_file(text)
    file.write_text("import sys\nsys.exit(3)\n")
    with pytest.raises(ValueError, match=r"got: SystemExit\(3\)"):
        method_of_file(f"{file}:a")


def test_an_attribution_stays_itself() -> None:
    assert as_attribution("lrp", METHODS["lrp"]) is METHODS["lrp"]


def test_the_size_of_the_response(toy_jets: Constituents) -> None:
    batch, tagger = cluster(toy_jets).batch(), made("EFN", toy_jets)
    values, field = response_size(tagger, batch), response(tagger, batch)
    expected = (field.ln_inv_delta**2 + field.ln_kt**2).sqrt()
    torch.testing.assert_close(values[lund_coordinates(batch).node], expected)
    assert (values[batch.is_leaf] == 0).all()
