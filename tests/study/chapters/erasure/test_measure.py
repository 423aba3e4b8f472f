"""All of Table 1 is erased, one by one and together, on jets that have all of it."""

import pytest
import torch

from pyg_jets import Constituents, JetTreeDataset, cluster, observables
from pyg_jets.intervention import erasure_cost
from pyg_jets.study.chapters.erasure.measure import DRAWS, Erasure, erasure_of
from pyg_jets.study.published import PROBE_R2
from pyg_jets.taggers import Tagger

Parts = tuple[JetTreeDataset, JetTreeDataset]


def test_every_observable_of_table_1_and_all_together(erased: Erasure, parts: Parts) -> None:
    names = [*PROBE_R2, "D_2"]
    assert [cost.erased for cost in erased.costs] == [*((name,) for name in names), tuple(names)]
    assert erased.jets == (len(parts[0]), len(parts[1]), 0)


def test_the_numbers_are_those_of_the_function(
    erased: Erasure, parts: Parts, small: Tagger
) -> None:
    options = {"control": small, "seeds": range(DRAWS)}
    (by_itself,) = erasure_cost(small, *parts, {"pt_d": observables.pt_d}, **options)  # type: ignore[arg-type]
    of_all = next(cost for cost in erased.costs if cost.erased == ("pt_d",))
    assert of_all.cost.value == pytest.approx(by_itself.cost.value)
    assert of_all.null == by_itself.null
    assert of_all.linear["pt_d"].before.value == pytest.approx(
        by_itself.linear["pt_d"].before.value
    )


def test_jets_without_a_value_are_left_out_and_counted(parts: Parts, small: Tagger) -> None:
    """Two particles have no third axis, and no tau_32."""
    pair = [[300.0, 3.0, 1.0, 301.0], [250.0, -30.0, -1.0, 252.0]]
    bare = Constituents(pair, [0, 2]).with_label(1)
    with_pair = cluster(Constituents.concat([_bare(parts[0]), bare]))
    erased = erasure_of(small, small, (with_pair, parts[1]), epochs=1, progress=False)
    assert erased.jets == (len(parts[0]), len(parts[1]), 1)


def _bare(jets: JetTreeDataset) -> Constituents:
    full = jets.constituents
    assert full.label is not None
    return Constituents(full.p4, full.ptr).with_label(full.label)


def test_seeds_change_the_control_only(erased: Erasure, parts: Parts, small: Tagger) -> None:
    with torch.random.fork_rng():
        other = erasure_of(small, small.untrained(1), parts, 5, epochs=1, progress=False)
    assert other.costs[0].cost == erased.costs[0].cost
    assert other.costs[0].untrained != erased.costs[0].untrained
