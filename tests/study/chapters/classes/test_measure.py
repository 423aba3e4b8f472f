"""What is read of a tagger of three classes is what the metrics and the method give."""

import numpy as np

from pyg_jets import LundPlane, lund_coordinates, predict
from pyg_jets.attribution import splitting_saliency
from pyg_jets.metrics import macro_auc
from pyg_jets.study.chapters.classes.measure import OfClasses
from pyg_jets.study.task import TrainedTask
from tests.study.chapters.classes.conftest import TASK


def test_confusion_and_areas(read: OfClasses, of_three: TrainedTask) -> None:
    test = TASK.test(0, 150)
    assert test.y is not None
    p = predict(of_three.training.tagger, test)
    assert read.numbers["macro_auc"].value == macro_auc(p, test.y).value
    taken = p.argmax(1)
    for k, row in enumerate(read.confusion):
        assert [share.count for share in row] == [
            int(((test.y == k) & (taken == j)).sum()) for j in range(3)
        ]


def test_maps_are_those_of_each_class_on_its_jets(read: OfClasses, of_three: TrainedTask) -> None:
    tagger, test = of_three.training.tagger, TASK.test(0, 150)
    assert list(read.maps) == ["w", "top", "qcd"]
    batch = test[test.y == 1].batch()
    values = splitting_saliency(tagger, batch, target="top")
    plane = LundPlane().fill(lund_coordinates(batch).part("all", root=False), values)
    np.testing.assert_allclose(
        read.maps["top"].mean.filled(0), plane.mean.filled(0), rtol=1e-4, atol=1e-6
    )
