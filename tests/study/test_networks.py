"""A given tagger, a named network, or the plan's RecNN."""

import pytest

from pyg_jets.study.networks import networks_of
from pyg_jets.study.plan import Plan
from pyg_jets.taggers import EFN, RecNN


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.of_command(["w-qcd"], epochs=1, jets=60)


def test_a_given_tagger_is_not_trained(plan: Plan) -> None:
    tagger = RecNN(6)
    networks = networks_of(plan, plan.recnns[0], tagger)
    assert networks.trained is tagger
    assert networks.untrained is not tagger
    with pytest.raises(ValueError, match=r"'network' none .got 1 and efn"):
        networks_of(plan, plan.recnns[0], tagger, "efn")
    several = Plan.of_command(["w-qcd"], seeds=2)
    with pytest.raises(ValueError, match=r"'seeds' must be 1 .* .got 2 and None"):
        networks_of(several, several.recnns[0], tagger)


def test_a_named_network_is_trained(plan: Plan) -> None:
    networks = networks_of(plan, plan.recnns[0], network="efn")
    assert isinstance(networks.trained, EFN)
    assert isinstance(networks.untrained, EFN)
    pairs = zip(networks.trained.parameters(), networks.untrained.parameters(), strict=True)
    assert any((a != b).any() for a, b in pairs)
    with pytest.raises(ValueError, match="a tagger must be one of"):
        networks_of(plan, plan.recnns[0], network="nothing")


def test_the_plans_own(plan: Plan) -> None:
    networks = networks_of(plan, plan.recnns[0])
    assert isinstance(networks.trained, RecNN)
