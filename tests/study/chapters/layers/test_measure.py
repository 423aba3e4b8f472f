"""Figure 2 as a function of taggers."""

from pyg_jets import cluster
from pyg_jets.datasets import Task, binary_task
from pyg_jets.probing import probe
from pyg_jets.study.chapters.layers.measure import probe_layers, train_four
from pyg_jets.study.chapters.probes.observables import observables_of
from pyg_jets.taggers import CNN, FCN
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


def test_four_taggers_are_trained() -> None:
    train, val, _ = Task.named("top-qcd").split(jets=60)
    taggers = train_four(train, val, epochs=1, progress=False)
    assert list(taggers) == ["RecNN", "FCN", "LSTM", "CNN"]
    assert all(tagger.frame == "jet" for tagger in taggers.values())
    assert isinstance(taggers["CNN"], CNN)
    assert taggers["CNN"].pixels == "asinh"


def test_a_cnn_of_linear_pixels() -> None:
    train, val, _ = Task.named("top-qcd").split(jets=30)
    taggers = train_four(train, val, epochs=1, pixels="linear", progress=False)
    assert list(taggers)[-1] == "CNN, linear pixels"
    tagger = taggers["CNN, linear pixels"]
    assert isinstance(tagger, CNN)
    assert tagger.pixels == "linear"
