"""One map a class, named by it."""

from pyg_jets.study.chapters.classes.figures import class_maps
from pyg_jets.study.chapters.classes.measure import OfClasses


def test_one_map_a_class(read: OfClasses) -> None:
    picture = class_maps(read)
    titles = [ax.get_title() for ax in picture.figure.axes if ax.get_title()]
    assert titles == ["W against the rest", "Top against the rest", "QCD against the rest"]
    assert picture.name == "classes-w-top-qcd"
