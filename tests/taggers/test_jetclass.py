"""Classes by name, and versions of the published networks by the number of their inputs."""

import pytest

from pyg_jets.taggers._jetclass import JETCLASS, check_jetclass, class_number, published_inputs
from pyg_jets.transforms.features import JETCLASS_INPUTS


def test_classes() -> None:
    assert class_number("signal", "W", JETCLASS) == class_number("signal", 7, JETCLASS) == 7
    assert class_number("signal", "Tbl", JETCLASS) == 9
    for wrong in ("T", "top", 10, -1, None):
        with pytest.raises(ValueError, match=rf"'signal' must be one of QCD, .* \(got '{wrong}'\)"):
            class_number("signal", wrong, JETCLASS)


def test_other_classes_are_refused() -> None:
    check_jetclass("file", 10)
    with pytest.raises(ValueError, match=r"10 classes of JetClass \(got 188\): .*from_weaver"):
        check_jetclass("file", 188)


def test_versions() -> None:
    for features in JETCLASS_INPUTS.values():
        assert published_inputs("file", len(features), None) == features
    lenient = published_inputs("file", 17, {"part_d0": 0.5})
    assert [f.absent for f in lenient if f.name == "part_d0"] == [0.5]
    assert sum(f.absent is None for f in lenient) == 16
    with pytest.raises(ValueError, match=r"for 7 \(kin\), 13 \(kinpid\), 17 \(full\) .* \(got 8\)"):
        published_inputs("file", 8, None)
    with pytest.raises(ValueError, match=r"'absent' must name some of .* \(got 'part_d0'\)"):
        published_inputs("file", 7, {"part_d0": 0.0})
