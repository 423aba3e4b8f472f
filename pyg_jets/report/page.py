"""The page: HTML, style, scripts and data in one file that opens without network."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from matplotlib import colormaps
from matplotlib.colors import to_hex

from pyg_jets.jobs.atomic import save_text
from pyg_jets.report.jet_view import JetView
from pyg_jets.report.lund_map import LundMap
from pyg_jets.report.picture import Picture, images_of
from pyg_jets.report.section import Content, Section, sections_of
from pyg_jets.report.sentence import Sentence
from pyg_jets.report.table import Table

SCRIPTS = (
    "theme",
    "sections",
    "sorting",
    "drawing",
    "copying",
    "folding",
    "colours",
    "lund_maps",
    "map_files",
    "map_panel",
    "map_explorer",
    "tree",
    "jet_views",
    "jet_viewer",
)
"""In the order in which they need each other."""

COLOUR_MAPS = ("viridis", "cividis", "PuOr_r")
"""Those of the figures: of means, of counts, of differences."""

_COLOURS = 65


def write_report(
    directory: str | os.PathLike[str],
    title: str,
    results: Mapping[str, Any],
    tables: Sequence[Table],
    pictures: Sequence[Picture],
    *,
    sections: Mapping[str, str] | None = None,
    sentences: Sequence[Sentence] = (),
    maps: Sequence[LundMap] = (),
    jets: Sequence[JetView] = (),
) -> Path:
    """Write ``results.json``, each table as CSV and Markdown, each figure as PNG, ``report.html``.

    The page carries everything in itself and opens from disk without network: an overview, and one
    section for each task that something belongs to, with what has this ``task``. A table without
    one but with a column ``task`` is in the overview, and each task's rows in its section.

    Args:
        directory: Made if it is not there.
        title: Of the page.
        results: Every number.
        tables: In the order of the page.
        pictures: In the order of the page.
        sections: Titles by task, in the order of the page.
        sentences: What the numbers say, at the head of the sections.
        maps: Lund maps that the reader chooses from, two side by side.
        jets: Jets that the reader looks at.

    Returns:
        The path of the page.

    Raises:
        ValueError: If the null of a map has other bins, or a number of a jet is not one per node.
    """
    # First, so that a bad map or jet leaves nothing half written.
    data = _embedded({"colours": _colours(), **_drawn(maps, jets)})
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    save_text(directory / "results.json", json.dumps(results, indent=1) + "\n")
    for table in tables:
        save_text(directory / f"{table.name}.csv", table.csv())
        save_text(directory / f"{table.name}.md", f"{table.caption}\n\n{table.markdown()}")
    content = Content(tables, images_of(directory, pictures), sentences, maps, jets)
    parts = sections_of(content, sections or {})
    environment = Environment(loader=PackageLoader("pyg_jets", "report"), autoescape=True)
    page = environment.get_template("page.html.jinja").render(
        title=title,
        settings=results.get("settings", {}),
        sections=parts,
        style=Markup(_source("style.css")),
        script=Markup("\n".join(_source(f"script/{name}.js") for name in SCRIPTS)),
        data=data,
        tables=_embedded(_copied(parts)),
    )
    save_text(directory / "report.html", page)
    return directory / "report.html"


def _drawn(maps: Sequence[LundMap], jets: Sequence[JetView]) -> dict[str, Any]:
    return {"maps": [each.json() for each in maps], "jets": [each.json() for each in jets]}


def _copied(sections: Sequence[Section]) -> dict[str, str]:
    """What is copied of each table, by the address of its caption."""
    return {
        f"{section.anchor}-{table.name}": table.csv()
        for section in sections
        for table in section.content.tables
    }


def _embedded(data: Any) -> Markup:
    """JSON that may stand in a script element: no text of it can close the element."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))


def _colours() -> dict[str, list[str]]:
    """Steps of each colour map."""
    steps = [number / (_COLOURS - 1) for number in range(_COLOURS)]
    return {name: [to_hex(colormaps[name](step)) for step in steps] for name in COLOUR_MAPS}


def _source(name: str) -> str:
    return files("pyg_jets.report").joinpath(name).read_text(encoding="utf-8")
