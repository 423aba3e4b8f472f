"""Predictions and embeddings of many jets, batch by batch."""

from collections.abc import Callable

import pytest
import torch

from pyg_jets import JetTree, cluster, datasets, predict
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


def _not_finite(tree: JetTree) -> JetTree:
    tree.x[0, 0] = torch.nan if len(tree.x) % 4 == 1 else 1.0
    return tree


@pytest.mark.parametrize("function", [predict, predict_logits, embed])
def test_what_is_not_finite_is_never_given(function: Callable[..., torch.Tensor]) -> None:
    jets = VAL[:20]
    odd = [jet for jet in range(20) if len(jets[jet].x) % 4 == 1]
    jets.transform = _not_finite
    message = rf"RecNN gives must be finite \(got {len(odd)} of 20 .*, first jet {odd[0]}\): look"
    with pytest.raises(ValueError, match=message):
        function(_tagger(), jets, batch_size=6)
