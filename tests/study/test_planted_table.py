"""What counts as found, and how it is said."""

from pyg_jets.metrics import share
from pyg_jets.study import finds, planted_numbers, planted_table

GOOD, FAIR, CONTROL = share(800, 1000), share(580, 1000), share(560, 1000)


def test_found_is_above_chance_and_above_the_untrained_network() -> None:
    assert finds(GOOD, CONTROL, 0.57)
    assert not finds(FAIR, CONTROL, 0.57)
    # Above chance, but so is the network that has learnt nothing.
    assert not finds(GOOD, share(790, 1000), 0.57)
    # Above the untrained network, which is worse than chance.
    assert not finds(FAIR, share(100, 1000), 0.57)
    assert finds(share(620, 1000), CONTROL, 0.57, sigma=2)
    assert not finds(share(620, 1000), CONTROL, 0.57)


def test_table() -> None:
    found = {"a": GOOD, "a, untrained": CONTROL, "b": FAIR, "b, untrained": CONTROL, "draw": FAIR}
    table = planted_table(found, 0.57)
    assert [row[3] for row in table.rows] == ["yes", "", "no", "", ""]
    assert table.rows[0][2] == "+0.230"
    assert table.rows[1][2] == "-0.010"
    assert "a random choice would find 0.570" in table.caption
    numbers = planted_numbers(found, 0.57)
    assert (numbers["chance"], numbers["hit_rates"]["b"]["hit_rate"]) == (0.57, 0.58)
