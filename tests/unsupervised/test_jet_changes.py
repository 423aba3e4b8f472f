"""One seed, one set of changes; no two seeds share a draw."""

from pyg_jets.unsupervised import jet_changes


def test_seeds_do_not_overlap() -> None:
    seeds = [{change.seed for change in jet_changes(seed)} for seed in range(-3, 3)]
    assert all(len(of_one) == 5 for of_one in seeds)
    assert len(set.union(*seeds)) == 5 * len(seeds)
    assert repr(jet_changes(2)) == repr(jet_changes(2))
