"""Predictions and embeddings of many jets, batch by batch."""

import pytest
import torch

from pyg_jets import cluster, datasets, predict
from pyg_jets.taggers import RecNN
from pyg_jets.training import embed, predict_logits

VAL = cluster(datasets.sample("w")[:150].with_label(1))


def _tagger() -> RecNN:
    torch.manual_seed(5)
    return RecNN(hidden_channels=8)


def test_predict_and_embed_leave_the_tagger_as_it_was() -> None:
    tagger = _tagger().train()
    batch = VAL.batch()
    probabilities = predict(tagger, VAL, batch_size=64)
    torch.testing.assert_close(probabilities, tagger(batch).sigmoid().detach())
    torch.testing.assert_close(embed(tagger, VAL), tagger.embed(batch).detach())
    torch.testing.assert_close(predict_logits(tagger, VAL), tagger(batch).detach())
    assert tagger.training
    assert not probabilities.requires_grad


def test_no_jets_have_no_predictions() -> None:
    tagger = _tagger()
    assert predict(tagger, VAL[:0]).shape == (0,)
    assert embed(tagger, VAL[:0]).shape == (0, tagger.hidden_channels)


def test_every_module_keeps_its_mode_also_after_an_error() -> None:
    tagger = _tagger().train()
    tagger.head[2].eval()
    tagger.fit_scaling(VAL)
    predict(tagger, VAL)
    assert (tagger.training, tagger.head[2].training) == (True, False)
    laboratory = cluster(VAL.constituents, frame="laboratory")
    with pytest.raises(ValueError, match="laboratory") as kept:
        predict(tagger, laboratory)
    assert kept.value is not None  # its traceback is alive
    assert torch.is_grad_enabled()
    assert (tagger.training, tagger.head[2].training) == (True, False)
