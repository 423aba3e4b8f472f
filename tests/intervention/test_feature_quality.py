"""Quality of features against principal components, and by hand."""

import pytest
import torch

from pyg_jets import JetTreeDataset, cluster
from pyg_jets.intervention import SparseFeatures, feature_quality, sparse_features
from pyg_jets.intervention.features import node_states
from pyg_jets.metrics import roc_auc
from pyg_jets.taggers import Tagger
from pyg_jets.training import predict_logits
from tests.attributed import made


@pytest.fixture(scope="module")
def labelled(jets: JetTreeDataset) -> JetTreeDataset:
    return cluster(jets.constituents.with_label(torch.arange(12) % 2))


@pytest.fixture(scope="module")
def gated(jets: JetTreeDataset) -> Tagger:
    return made("gated", jets.constituents)


@pytest.fixture(scope="module")
def found(gated: Tagger, labelled: JetTreeDataset) -> SparseFeatures:
    return sparse_features(gated, labelled, 10, 3, epochs=300, lr=1e-2)


def test_quality_against_principal_components(
    found: SparseFeatures, gated: Tagger, labelled: JetTreeDataset
) -> None:
    all_six = feature_quality(6, gated, labelled)
    assert all_six.explained == pytest.approx(1.0)
    logits = predict_logits(gated, labelled)
    assert all_six.auc == pytest.approx(roc_auc(logits, labelled.y).value)
    sparse, one = feature_quality(found, gated, labelled), feature_quality(1, gated, labelled)
    assert 0.5 < sparse.explained < 1
    assert one.explained < feature_quality(2, gated, labelled).explained < 1
    assert sparse.dead == float(
        (found.activations(node_states(gated, labelled)) == 0).all(0).double().mean()
    )


def test_features_that_no_node_has_are_dead(
    found: SparseFeatures, gated: Tagger, labelled: JetTreeDataset
) -> None:
    bias = found.bias - 1e6
    silent = SparseFeatures(found.mean, found.size, found.encoder, bias, found.directions, 3)
    assert feature_quality(silent, gated, labelled).dead == 1


def test_embeddings_of_several_nodes_are_refused(labelled: JetTreeDataset) -> None:
    with pytest.raises(TypeError, match=r"root's state as embedding .got EFN"):
        feature_quality(1, made("EFN", labelled.constituents), labelled)
