"""The documentation site: pages in Markdown, and pages made from docstrings and from ``--help``.

Nothing is fetched when it is built.
"""

import argparse
import importlib
import inspect
import os
import pkgutil
import sys
from pathlib import Path

import pyg_jets
from pyg_jets.cli import COMMANDS

API = Path(__file__).parent / "api"
sys.path.insert(0, str(Path(__file__).parent))  # for the renderer beside this file

project = "pyg_jets"
author = "the pyg_jets developers"
version = release = pyg_jets.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "mathml_renderer",
]
html_math_renderer = "mathml"
exclude_patterns = ["_build", "results"]
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["tables.css"]
html_title = "pyg_jets"
html_show_sphinx = False
html_copy_source = False
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autosummary_generate = False
napoleon_custom_sections = ["Shapes", "Units"]
napoleon_use_ivar = True
suppress_warnings = ["ref.python"]  # two classes called Curve: a link to either is no error


def public_modules(package=pyg_jets):
    """Packages, which stand for all that they export, and the modules of those that export none."""
    modules_too = package is pyg_jets or not hasattr(package, "__all__")
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if found.name.rpartition(".")[2].startswith("_") or found.name == "pyg_jets.cli":
            continue
        module = importlib.import_module(found.name)
        if names_of(module) and (found.ispkg or modules_too):
            yield module
        if found.ispkg:
            yield from public_modules(module)


def names_of(module):
    """What a module offers: its ``__all__``, or what it defines."""
    here = [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    ]
    return getattr(module, "__all__", here)


def page_of(module):
    """A table of what is in the module, then all of it."""
    title = module.__name__.removeprefix("pyg_jets.")
    # A constant has the docstring of its class: it stands below only, with its own.
    listed = [name for name in names_of(module) if not isinstance(getattr(module, name), dict)]
    names = "\n".join(f"   {name}" for name in listed)
    return (
        f"{title}\n{'=' * len(title)}\n\n"
        f".. currentmodule:: {module.__name__}\n\n"
        f".. autosummary::\n   :nosignatures:\n\n{names}\n\n"
        f".. automodule:: {module.__name__}\n   :members:\n"
    )


def page_of_commands():
    """What ``pyg-jets COMMAND --help`` prints."""
    os.environ["COLUMNS"] = "96"
    subparsers = argparse.ArgumentParser(prog="pyg-jets").add_subparsers()
    for command in COMMANDS:
        command.add(subparsers)
    text = (
        "# On the command line\n\n`pyg-jets --help` lists the commands; each says more of itself.\n"
    )
    for name, parser in subparsers.choices.items():
        text += f"\n## pyg-jets {name}\n\n```text\n{parser.format_help()}```\n"
    return text


def write_pages():
    """Only what has changed is written, so that a second build is quick."""
    titles = {module.__name__.removeprefix("pyg_jets."): module for module in public_modules()}
    pages = {API / "modules" / f"{title}.rst": page_of(module) for title, module in titles.items()}
    pages[API / "commands.md"] = page_of_commands()
    (API / "modules").mkdir(parents=True, exist_ok=True)
    for old in {*API.rglob("*.*")} - pages.keys():
        old.unlink()
    for path, text in pages.items():
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


write_pages()


def without_metadata_requests(app, what, name, member, skip, options):  # noqa: ARG001, PLR0917
    """What scikit-learn adds to estimators that take weights; it links to its own pages."""
    return True if name.startswith("set_") and name.endswith("_request") else None


def setup(app):
    """Called by Sphinx."""
    app.connect("autodoc-skip-member", without_metadata_requests)
