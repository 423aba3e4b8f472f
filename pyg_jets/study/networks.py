"""The tagger that a command asks about, and the same before its training."""

from __future__ import annotations

from typing import NamedTuple

from pyg_jets.study.plan import Plan, TrainingKey
from pyg_jets.study.task import train_task
from pyg_jets.taggers import Tagger
from pyg_jets.taggers.by_name import tagger_named


class Networks(NamedTuple):
    """One tagger.

    Attributes:
        trained: As it is.
        untrained: The same before its training, or with initial parameters of its own.
    """

    trained: Tagger
    untrained: Tagger


def networks_of(
    plan: Plan, key: TrainingKey, tagger: Tagger | None = None, network: str | None = None
) -> Networks:
    """What is asked about: a given tagger, a network that is trained now, or the plan's RecNN.

    Args:
        plan: What to do.
        key: Task and seed.
        tagger: A trained one.
        network: Short name of a tagger that is trained, see
            :func:`pyg_jets.taggers.by_name.tagger_named`.

    Raises:
        ValueError: If a given tagger would be asked for several seeds, or also a network is named.
    """
    if tagger is not None:
        if len(plan.seeds) > 1 or network is not None:
            raise ValueError(
                "a given tagger is not trained: 'seeds' must be 1 and 'network' none "
                f"(got {len(plan.seeds)} and {network})"
            )
        return Networks(tagger, tagger.untrained(key.seed))
    if network is None:
        trained = plan.trained(key)
    else:
        _, build = tagger_named(network)
        options = {"seed": key.seed, "jets": plan.jets, **plan.training}
        trained = train_task(plan.on_trees(key.task), build=build, **options)
    return Networks(trained.training.tagger, trained.untrained)
