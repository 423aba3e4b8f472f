"""A jet's data are checked before they are drawn."""

import json

import numpy as np
import pytest

from pyg_jets.report import JetView, Parton


def _view(**changed: np.ndarray) -> JetView:
    columns = {"pt": np.array([2.0, 1.0, 3.0]), "z": np.array([np.nan, np.nan, 1 / 3]), **changed}
    return JetView(
        "a",
        "W jets",
        "jet 1",
        parent=np.array([2, 2, -1]),
        softer=np.array([False, True, False]),
        columns=columns,
        attributions={"saliency": np.array([0.5, 0.25, 1.0])},
        partons=(Parton("b", 0.1, -0.2, 300.0),),
        truth={"the decay": 2},
    )


def test_what_the_page_reads() -> None:
    data = json.loads(json.dumps(_view().json(), allow_nan=False))
    assert data["parent"] == [2, 2, -1]
    assert data["softer"] == [0, 1, 0]
    assert data["columns"] == {"pt": [2, 1, 3], "z": [None, None, 0.3333]}
    assert data["attributions"] == {"saliency": [0.5, 0.25, 1]}
    assert data["partons"] == [{"name": "b", "eta": 0.1, "phi": -0.2, "pt": 300}]
    assert data["truth"] == {"the decay": 2}


def test_one_number_per_node() -> None:
    with pytest.raises(ValueError, match=r"'kt' of jet 1 .* per node \(3\) \(got shape \(2,\)\)"):
        _view(kt=np.ones(2)).json()
