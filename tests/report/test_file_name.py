"""What becomes the name of a file must be one."""

import pytest

from pyg_jets.report import Picture, Table
from pyg_jets.report.file_name import check_file_name


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "/a", "a/b", "a/", ".hidden", "a\0b"])
def test_names_that_lead_elsewhere(name: str) -> None:
    with pytest.raises(ValueError, match="a name must be that of a file, without a folder"):
        check_file_name(name)
    with pytest.raises(ValueError, match="a name must be that of a file"):
        Table(name, "", ["a"], [["1"]])
    with pytest.raises(ValueError, match="a name must be that of a file"):
        Picture(name, "", None)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["w-qcd", "a b", "ψ", "x..y"])
def test_names(name: str) -> None:
    check_file_name(name)
