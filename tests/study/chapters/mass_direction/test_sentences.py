"""The three shares that the sentence needs."""

from pyg_jets.metrics import share
from pyg_jets.study.chapters.mass_direction.measure import CHOICE, HitRates
from pyg_jets.study.chapters.mass_direction.sentences import direction_sentence


def test_the_share_stands_beside_the_untrained_networks_and_chance() -> None:
    counts = {f"{CHOICE}, trained": 850, f"{CHOICE}, untrained": 500, "random": 30}
    rates = {name: HitRates(share(n, 1000), share(0, 1000)) for name, n in counts.items()}
    assert direction_sentence(rates) == (
        "The largest change of the mass direction is the splitting of the W decay in a share of "
        "0.850 [0.838, 0.861] of the W jets; without training 0.500 [0.484, 0.516], by chance "
        "0.030 [0.025, 0.036]."
    )
