"""Groups of sets: every row once, in its set's place."""

import torch

from pyg_jets.nn import groups_by_size


def test_set_by_set() -> None:
    counts = torch.tensor([4, 1, 7, 2, 2, 5, 1])
    rows = torch.arange(1.0, 1 + int(counts.sum()))[:, None]
    of_set = list(rows.split(counts.tolist()))
    order, groups = groups_by_size(counts, 3)
    assert [group.num_sets for group in groups] == [3, 3, 1]
    expected = iter(sorted(of_set, key=len))
    sizes = [len(group.slot) for group in groups]
    for group, part in zip(groups, rows[order].split(sizes), strict=True):
        padded = group.padded(part)
        assert torch.equal(group.packed(padded), part)
        sets = [next(expected) for _ in range(group.num_sets)]
        assert group.size == max(map(len, sets))
        assert group.filled().sum(1).tolist() == list(map(len, sets))
        for row, one in zip(padded, sets, strict=True):
            assert torch.equal(row[: len(one)], one)
            assert (row[len(one) :] == 0).all()
