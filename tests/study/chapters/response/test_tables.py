"""Tables and sentences say what was measured."""

import json
from dataclasses import replace

import numpy as np

from pyg_jets.metrics import Estimate
from pyg_jets.study.chapters.response.measure import Responses
from pyg_jets.study.chapters.response.tables import (
    response_numbers,
    response_sentences,
    response_table,
    roads_table,
)
from pyg_jets.study.numbers import cell


def _with_zero(responses: Responses, value: float) -> Responses:
    zero = replace(Estimate(81.0, 79.0, 83.0), value=value)
    kinds = {name: of._replace(zero=zero) for name, of in responses.kinds.items()}
    return responses._replace(kinds=kinds)


def test_a_row_for_each_kind(responses: Responses) -> None:
    table = response_table({"w-qcd": _with_zero(responses, np.nan)})
    assert [row[:2] for row in table.rows] == [["w-qcd", "w"], ["w-qcd", "qcd"]]
    assert {row[3] for row in table.rows} == {"–"}
    assert table.rows[0][-2] == cell(responses.sensitivity.jump)
    assert {len(row) for row in table.rows} == {len(table.header)}


def test_a_row_for_each_range_of_kt(responses: Responses) -> None:
    table = roads_table({"w-qcd": responses})
    heard = responses.kinds["qcd"].heard["kt < 1 GeV"]
    assert table.rows[-1] == ["w-qcd", "qcd", "kt < 1 GeV", *map(cell, heard)]
    assert len(table.rows) == 6


def test_the_sentence_says_where_the_sign_changes(responses: Responses) -> None:
    (sentence,) = response_sentences({"w-qcd": _with_zero(responses, 81.0)})
    assert "of w jets to Δ changes its sign at a jet mass of 81 [79, 83] GeV" in sentence.text
    (without,) = response_sentences({"w-qcd": _with_zero(responses, np.nan)})
    assert "sign" not in without.text
    assert "Clustering sensitivity" in without.text


def test_all_numbers_are_json(responses: Responses) -> None:
    numbers = response_numbers(responses)
    json.dumps(numbers, allow_nan=False)
    field = responses.kinds["w"].trained[None]
    assert numbers["w"]["count"] == field.ln_kt.count.tolist()
    k = np.unravel_index(field.ln_kt.count.argmax(), field.ln_kt.count.shape)
    assert numbers["w"]["ln_kt_mean"][k[0]][k[1]] == field.ln_kt.mean[k]
