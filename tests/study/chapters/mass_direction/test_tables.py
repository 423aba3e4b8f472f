"""The table says how often each choice is the decay, in the order of the choices."""

from pyg_jets.metrics import share
from pyg_jets.study.chapters.mass_direction.measure import HitRates
from pyg_jets.study.chapters.mass_direction.tables import direction_table
from pyg_jets.study.pooled import pooled


def test_table() -> None:
    rates = {"b": HitRates(share(1, 4), share(3, 4)), "a": HitRates(share(0, 4), share(4, 4))}
    table = direction_table(rates, "w-qcd")
    assert (table.name, table.task) == ("mass-direction", "w-qcd")
    assert [row[0] for row in table.rows] == ["b", "a"]
    assert [text[:3] for text in table.rows[0][1:]] == ["0.2", "0.8"]


def test_several_trainings_have_a_spread() -> None:
    one, other = ({"random": HitRates(share(k, 100), share(2 * k, 100))} for k in (10, 20))
    both = pooled([one, other])["random"]
    assert round(both.everywhere.value, 9) == 0.15
    assert round(both.primary.spread or 0.0, 4) == 0.1414
    assert round(both.primary.high - both.primary.value, 3) == round(2.2503 * 0.141421, 3)
    assert "means of 2 trainings" in direction_table({"random": both}, "w-qcd", 2).caption
