"""AUC against scikit-learn, IoU by hand; what knows nothing scores as chance, the truth as 1."""

import pytest
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from pyg_jets import Constituents, JetTreeDataset, cluster
from pyg_jets.evaluation import mask_auc, mask_iou, mask_scores


def test_auc_is_that_of_scikit_learn(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    values, mask = (9 * torch.rand(95)).round(), torch.rand(95) < 0.3
    for among in (~batch.is_leaf, ~batch.is_leaf & ~batch.is_root):
        found = mask_auc(values, mask, batch, among)
        for jet in range(7):
            rows = (batch.batch == jet) & among
            inside = mask[rows]
            if inside.any() and not inside.all():
                expected = roc_auc_score(inside.numpy(), values[rows].numpy())
                assert float(found[jet]) == pytest.approx(expected)
            else:
                assert found[jet].isnan()


def test_iou_by_hand() -> None:
    p4 = [[float(k), 0.1 * k * k, 0.3 * k, 9.0 * k] for k in range(1, 6)]
    batch = cluster(Constituents(p4, [0, 5])).batch()
    mask = torch.zeros(9, dtype=torch.bool)
    mask[[5, 6]] = True
    values = torch.zeros(9)
    values[[6, 8]] = 1.0  # one of two is right: one in common, three in all
    assert mask_iou(values, mask, batch).tolist() == pytest.approx([1 / 3])
    assert mask_iou(mask.double(), mask, batch).tolist() == [1]
    assert mask_iou(-mask.double(), mask, batch).tolist() == [0]
    assert mask_iou(values, torch.zeros_like(mask), batch).isnan().all()
    assert mask_iou(values, mask, batch, torch.arange(9) != 8).tolist() == pytest.approx([1 / 3])


def _mask(jets: JetTreeDataset) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.rand(jets.batch().num_nodes, generator=generator) < 0.4


def test_chance_and_truth(planted_trees: JetTreeDataset) -> None:
    batch, mask = planted_trees.batch(), _mask(planted_trees)
    random = mask_scores(torch.rand(batch.num_nodes), mask, batch)
    width = (random.auc.high - random.auc.low) / 2
    assert abs(random.auc.value - 0.5) < 4 * width
    truth = mask_scores(mask.double(), mask, batch)
    assert (truth.auc.value, truth.iou.value) == (1, 1)
    wrong = mask_scores(-mask.double(), mask, batch)
    assert wrong.auc.value == 0
    assert wrong.iou.value < random.iou.value < 1
    assert truth.jets == random.jets < len(planted_trees)


def test_bad_input(toy_jets: Constituents) -> None:
    batch = cluster(toy_jets).batch()
    nothing = torch.zeros(95, dtype=torch.bool)
    with pytest.raises(ValueError, match=r"must hold some splittings of a jet .* \(got none such"):
        mask_scores(torch.rand(95), nothing, batch)
    with pytest.raises(ValueError, match=r"mask of the nodes, \(95,\) \(got torch.int64 of shape"):
        mask_auc(torch.rand(95), torch.arange(95), batch)
    with pytest.raises(ValueError, match=r"'values' must have one number per node, \(95,\) \(got"):
        mask_iou(torch.rand(4), nothing, batch)
