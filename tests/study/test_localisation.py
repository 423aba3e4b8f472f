"""Kinematics finds the W, chance does not."""

import numpy as np
import torch

from pyg_jets.metrics import share
from pyg_jets.observables import jet_mass
from pyg_jets.study import decay_splitting, localise
from pyg_jets.study.task import task_jets
from pyg_jets.taggers import RecNN
from pyg_jets.training import embed


def test_choices_on_w_jets() -> None:
    train, _, test = task_jets("w-qcd", jets=300)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        tagger = RecNN(hidden_channels=8)
    tagger.fit_scaling(train)
    decays = test[test.y == 1]
    found = localise({"small": tagger}, train, decays, seed=1)
    assert next(iter(found)) == "largest change of the mass direction, small"
    assert found["largest kt"].everywhere.value > 0.85
    assert found["largest mass drop"].primary.value > 0.85
    assert found["smallest kt"].everywhere.value < 0.05
    assert found["random"].everywhere.value < 0.15
    assert {each.primary.total for each in found.values()} == {found["random"].everywhere.total}
    assert found == localise({"small": tagger}, train, decays, seed=1)


def test_the_mass_direction_is_a_fit_to_the_training_jets() -> None:
    """Numpy's least squares, and a walk over the splittings of every jet."""
    train, _, test = task_jets("w-qcd", jets=100)
    decays = test[test.y == 1]
    with torch.random.fork_rng():
        torch.manual_seed(1)
        tagger = RecNN(hidden_channels=4).double()
    tagger.fit_scaling(train)
    design = np.hstack((embed(tagger, train).numpy(), np.ones((len(train), 1))))
    weights = np.linalg.lstsq(design, jet_mass(train).numpy(), rcond=None)[0][:-1]
    batch = decays.batch()
    along = (tagger.states(batch).detach().numpy() @ weights).tolist()
    nodes = batch.edge_index[:, ::2].t().tolist()
    harder = {parent: child for child, parent in nodes}
    change = {node: abs(along[node] - along[child]) for node, child in harder.items()}
    everywhere, primary, total = 0, 0, 0
    for jet, row in enumerate(decay_splitting(decays).tolist()):
        way = [int(batch.ptr[jet + 1]) - 1]
        while way[-1] in harder:
            way.append(harder[way[-1]])
        inside = [node for node in harder if batch.batch[node] == jet]
        everywhere += max(inside, key=change.__getitem__) == row
        primary += max(way[:-1], key=change.__getitem__) == row
        total += row >= 0
    found = localise({"small": tagger}, train, decays)
    ours = found["largest change of the mass direction, small"]
    assert ours == (share(everywhere, total), share(primary, total))
