"""What knows no tagger."""

import torch

from pyg_jets import lund_coordinates
from pyg_jets.evaluation.benchmark.controls import CONTROLS, control_values
from pyg_jets.evaluation.benchmark.truths import TRUTHS


def test_values_of_the_controls() -> None:
    answer = TRUTHS["planted"].make(20, 1)
    batch = answer.jets.batch()
    values = {name: control_values(name, answer, 3) for name in CONTROLS}
    for of_nodes in values.values():
        assert (of_nodes >= 0).all()
        assert (of_nodes[batch.is_leaf] == 0).all()
    assert torch.equal(values["oracle"] > 0, answer.mask)
    where = lund_coordinates(batch)
    order = values["largest kt"][where.node].argsort()
    assert torch.equal(order, where.ln_kt.argsort())
    assert not torch.equal(values["random"], control_values("random", answer, 4))
    assert torch.equal(values["random"], control_values("random", answer, 3))
