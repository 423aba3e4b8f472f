"""Figure 2 as a function of taggers."""

import numpy as np
import pytest

from pyg_jets import cluster
from pyg_jets.datasets import binary_task
from pyg_jets.metrics import Estimate
from pyg_jets.probing import probe
from pyg_jets.study import figure_2, observables_of, pooled_scores, probe_layers, train_all
from pyg_jets.study.layers import Scores
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
    picture = figure_2(scores)
    assert [ax.get_title() for ax in picture.figure.axes] == ["dense", "again"]
    ticks = [text.get_text() for text in picture.figure.axes[0].get_xticklabels()]
    assert ticks == list(targets)


def test_four_taggers_are_trained() -> None:
    taggers, test = train_all(epochs=1, jets=60, progress=False)
    assert list(taggers) == ["RecNN", "FCN", "LSTM", "CNN"]
    assert all(tagger.frame == "jet" for tagger in taggers.values())
    assert 30 <= len(test) <= 60
    assert isinstance(taggers["CNN"], CNN)
    assert taggers["CNN"].pixels == "asinh"


def test_a_cnn_of_linear_pixels() -> None:
    taggers, _ = train_all(epochs=1, jets=30, pixels="linear", progress=False)
    assert list(taggers)[-1] == "CNN, linear pixels"
    tagger = taggers["CNN, linear pixels"]
    assert isinstance(tagger, CNN)
    assert tagger.pixels == "linear"


NAMES = ("mass", "tau_1", "pt_d")


def _scores(seed: int, taggers: tuple[str, ...] = ("RecNN", "CNN")) -> Scores:
    rng = np.random.default_rng(seed)

    def estimate() -> Estimate:
        value = float(rng.uniform(0, 1))
        return Estimate(value, value - 0.1, value + 0.2, 50, 60)

    layers = ("Hidden(-3)", "Hidden(-1)")
    return {
        tagger: {layer: {name: estimate() for name in NAMES} for layer in layers}
        for tagger in taggers
    }


def test_several_trainings_are_pooled() -> None:
    runs = [_scores(seed) for seed in range(4)]
    scores = pooled_scores(runs)
    for tagger, layers in scores.items():
        for layer, r2 in layers.items():
            for name, estimate in r2.items():
                values = [run[tagger][layer][name].value for run in runs]
                mean = sum(values) / 4
                deviation = (sum((value - mean) ** 2 for value in values) / 3) ** 0.5
                assert estimate.value == pytest.approx(mean)
                assert estimate.low == pytest.approx(mean - deviation)
                assert estimate.high == pytest.approx(mean + deviation)
    assert [list(scores), list(scores["CNN"])] == [["RecNN", "CNN"], ["Hidden(-3)", "Hidden(-1)"]]
    assert pooled_scores(runs[:1]) == runs[0]


def test_what_cannot_be_pooled() -> None:
    with pytest.raises(ValueError, match="'runs' must hold the scores of a training or more"):
        pooled_scores([])
    with pytest.raises(ValueError, match=r"same taggers, .* \(got RecNN, CNN; RecNN, LSTM\)"):
        pooled_scores([_scores(0), _scores(1, ("RecNN", "LSTM"))])


def test_the_figure_says_what_its_intervals_are() -> None:
    runs = [_scores(seed) for seed in range(3)]
    assert "68 % intervals of a bootstrap over jets" in figure_2(runs[0]).caption
    picture = figure_2(pooled_scores(runs), seeds=3)
    words = "means of 3 trainings, and one standard deviation from training to training"
    assert words in picture.caption
    points = np.asarray(picture.figure.axes[1].lines[0].get_ydata())
    values = [np.mean([run["CNN"]["Hidden(-3)"][name].value for run in runs]) for name in NAMES]
    assert points.tolist() == pytest.approx(values)
