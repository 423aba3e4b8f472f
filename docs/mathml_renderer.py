"""Formulas as MathML, which browsers draw themselves: no script, and nothing fetched."""

from docutils.nodes import SkipNode
from latex2mathml.converter import convert


def inline(writer, node):
    """A formula within a sentence."""
    writer.body.append(convert(node.astext()))
    raise SkipNode


def display(writer, node):
    """A formula on a line of its own; what has several lines is aligned at its ``&``."""
    text = node.astext()
    if "\\\\" in text and "\\begin" not in text:
        text = rf"\begin{{aligned}}{text}\end{{aligned}}"
    writer.body.append(writer.starttag(node, "div", CLASS="math"))
    writer.body.append(convert(text, display="block"))
    writer.body.append("</div>")
    raise SkipNode


def setup(app):
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
