import numpy as np
import torch

from pyg_jets.jets.constituents import Partons
from pyg_jets.simulation import Events


def test_an_event_may_be_empty() -> None:
    none = torch.empty(0, dtype=torch.int32)
    partons = Partons(torch.empty(0, 4, dtype=torch.float64), torch.zeros(4), none, none)
    events = Events(
        p4=np.ones((3, 4)),
        ptr=np.array([0, 2, 2, 3]),
        pid=np.array([22, 22, 211]),
        charge=np.array([0, 0, 1]),
        vertex=None,
        number=np.arange(3),
        partons=partons,
    )
    assert len(events) == 3
    assert events.event_of.tolist() == [0, 0, 2]
