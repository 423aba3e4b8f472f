"""Results -> tables, JSON and one self-contained HTML page."""

from pyg_jets.report.jet_view import JetView, Parton
from pyg_jets.report.lund_map import LundMap
from pyg_jets.report.page import write_report
from pyg_jets.report.picture import Picture, write_pictures
from pyg_jets.report.sentence import Sentence
from pyg_jets.report.table import Table, table_files, write_table

__all__ = [
    "JetView",
    "LundMap",
    "Parton",
    "Picture",
    "Sentence",
    "Table",
    "table_files",
    "write_pictures",
    "write_report",
    "write_table",
]
