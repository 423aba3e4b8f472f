"""Figure 2 as a function of taggers."""

from pyg_jets import cluster
from pyg_jets.datasets import binary_task
from pyg_jets.probing import probe
from pyg_jets.study import figure_2, observables_of, probe_layers, train_all
from pyg_jets.taggers import FCN
from pyg_jets.training import embed


def test_three_layers_of_each_tagger() -> None:
    jets = cluster(binary_task("top-qcd").test[::4])
    tagger = FCN()
    tagger.fit_scaling(jets)
    scores = probe_layers({"dense": tagger, "again": tagger}, jets, seed=1, resamples=5)
    assert list(scores["dense"]) == ["Hidden(-3)", "Hidden(-2)", "Hidden(-1)"]
    assert scores["dense"] == scores["again"]
    targets, embedding = observables_of(jets), embed(tagger, jets)
    expected = probe(tagger.head[:4](embedding), targets["mass"], seed=1, resamples=5)
    assert abs(scores["dense"]["Hidden(-1)"]["mass"].value - expected.value) < 1e-4
    assert scores["dense"]["Hidden(-3)"]["mass"] == probe(
        embedding, targets["mass"], seed=1, resamples=5
    )
    picture = figure_2(scores)
    assert [ax.get_title() for ax in picture.figure.axes] == ["dense", "again"]
    ticks = [text.get_text() for text in picture.figure.axes[0].get_xticklabels()]
    assert ticks == list(targets)


def test_four_taggers_are_trained() -> None:
    taggers, test = train_all(epochs=1, jets=60, progress=False)
    assert list(taggers) == ["RecNN", "FCN", "LSTM", "CNN"]
    assert all(tagger.frame == "jet" for tagger in taggers.values())
    assert 30 <= len(test) <= 60
