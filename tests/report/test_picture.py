"""Figures on disk and in the page are the same."""

import base64
from pathlib import Path

from matplotlib.figure import Figure

from pyg_jets.report import Picture, write_pictures
from pyg_jets.report.picture import images_of


def test_a_figure_is_written_and_read(tmp_path: Path) -> None:
    picture = Picture("map", "A map.", Figure(figsize=(1, 1)), task="a")
    (image,) = images_of(tmp_path, [picture])
    assert (image.name, image.caption, image.task) == ("map", "A map.", "a")
    assert base64.b64decode(image.data) == (tmp_path / "map.png").read_bytes()
    assert write_pictures(tmp_path, [picture]) == [tmp_path / "map.png"]
