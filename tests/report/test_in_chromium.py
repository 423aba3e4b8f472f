"""The page as a reader finds it: it opens quietly, and pointer and keys do what they should."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pytest
import yaml
from matplotlib.figure import Figure
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import binary_task
from pyg_jets.report import JetView, LundMap, Picture, Sentence, Table, write_report
from pyg_jets.study.chapters.page.jet_views import jet_views
from pyg_jets.study.chapters.page.lund_maps import MappedKind, MappedTagger, lund_maps
from tests.attributed import made

ALONE = "one particle"
LEAST = 2
"""Splittings that a bin of these few jets needs to be coloured."""
SECTIONS = {"w-qcd": "W/QCD", "copy": "The same again"}
HEADER = ["name", "value"]
COLUMNS = [f"column number {number}" for number in range(20)]
ROWS = (("a", "0.9 [0.8, 1.0]"), ("b", "−3"), ("c", "nan"), ("d", "12 of 20"), ("e", "1e-3"))


class Report(NamedTuple):
    """A page and what is in it."""

    url: str
    maps: Sequence[LundMap]
    jets: Sequence[JetView]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    test = cluster(binary_task("w-qcd").test[::30])
    tagger = made("RecNN", test.constituents)
    kinds = [MappedKind("W jets", 1, 80.4), MappedKind("QCD jets", 0, None)]
    mapped = [MappedTagger("RecNN", tagger, tagger.untrained(1))]
    planes = [lund_maps(task, mapped, test, kinds, slices=(500, 600, 700)) for task in SECTIONS]
    maps = [[replace(each, least=LEAST) for each in of_task] for of_task in planes]
    names = {kind.label: kind.name for kind in kinds}
    jets = [jet_views(task, tagger, test, names, number=3) for task in SECTIONS]
    drawn = list(chain(*maps)), list(chain(*jets))
    particle = cluster(Constituents([[500.0, 0.0, 0.0, 500.0]], [0, 1], label=[1]))
    drawn[1].extend(jet_views("copy", tagger, particle, {1: ALONE}))
    page = write_report(
        tmp_path_factory.mktemp("report"),
        "A page",
        {"settings": {"seed": 3}},
        [
            Table("t", "Numbers.", HEADER, ROWS),
            Table("wide", "Many columns.", COLUMNS, [["0.95 [0.94, 0.96] ± 0.01"] * 20]),
        ],
        [Picture("map", "A map.", Figure(figsize=(1, 1)))],
        sections=SECTIONS,
        sentences=[Sentence("It sees the W.", "w-qcd")],
        maps=drawn[0],
        jets=drawn[1],
    )
    return Report(page.as_uri(), *drawn)


@pytest.fixture
def page(browser: Chrome, report: Report) -> Chrome:
    """The page, freshly opened at its first task."""
    browser.get("about:blank")
    browser.get(f"{report.url}#task-1")
    return browser


@pytest.fixture(autouse=True)
def _quiet(page: Chrome) -> Any:
    """Nothing is said on the console, whatever a test does."""
    page.get_log("browser")
    yield
    assert page.get_log("browser") == []


def _find(page: Chrome, css: str) -> WebElement:
    return page.find_element(By.CSS_SELECTOR, f"#task-1 {css}")


def _all(page: Chrome, css: str) -> list[WebElement]:
    return page.find_elements(By.CSS_SELECTOR, f"#task-1 {css}")


def _values(page: Chrome, css: str, attribute: str) -> list[str]:
    """An attribute of many elements in one call."""
    elements = "[...document.querySelectorAll(arguments[0])]"
    script = f"return {elements}.map((each) => each.getAttribute(arguments[1]))"
    found: list[str] = page.execute_script(script, f"#task-1 {css}", attribute)
    return found


def _point(page: Chrome, element: WebElement) -> None:
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    ActionChains(page).move_to_element(element).perform()


def _press(page: Chrome, element: WebElement, *keys: str) -> None:
    page.execute_script("arguments[0].focus()", element)
    ActionChains(page).send_keys(*keys).perform()


def _shown_sections(page: Chrome) -> list[str]:
    sections = page.find_elements(By.CSS_SELECTOR, "main > section")
    return [str(each.get_attribute("id")) for each in sections if each.is_displayed()]


def _wait_for_sections(page: Chrome, *names: str) -> None:
    """The page hears of its new address a moment after the key."""
    shown = list(names)
    WebDriverWait(page, 20).until(lambda _: _shown_sections(page) == shown, f"not {shown}")


def test_it_opens_without_errors_and_without_network(page: Chrome, report: Report) -> None:
    page.get(report.url)
    assert page.title == "A page"
    assert page.get_log("browser") == []
    asked = page.execute_script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert [name for name in asked if not name.startswith("data:")] == []


def test_sections_by_pointer_keys_and_address(page: Chrome, report: Report) -> None:
    assert _shown_sections(page) == ["task-1"]
    links = page.find_elements(By.CSS_SELECTOR, "nav a")
    assert [link.text for link in links] == ["Overview", *SECTIONS.values(), "All"]
    links[2].click()
    _wait_for_sections(page, "task-2")
    assert links[2].get_attribute("aria-current") == "page"
    _press(page, links[2], Keys.ARROW_RIGHT)
    _wait_for_sections(page, "overview", "task-1", "task-2")
    _press(page, links[3], Keys.ARROW_RIGHT)
    _wait_for_sections(page, "overview")
    page.back()
    _wait_for_sections(page, "overview", "task-1", "task-2")
    page.get(report.url)
    assert _shown_sections(page) == ["overview"]


def test_print_has_all_sections_and_no_controls(page: Chrome) -> None:
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert _shown_sections(page) == ["overview", "task-1", "task-2"]
        assert not page.find_element(By.TAG_NAME, "nav").is_displayed()
        assert _find(page, ".bins").is_displayed()
        assert page.find_element(By.TAG_NAME, "img").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_light_and_dark(page: Chrome) -> None:
    button = page.find_element(By.ID, "theme")
    grounds = {}
    for theme in ("light", "dark", "system"):
        button.click()
        assert button.text == f"Theme: {theme}"
        grounds[theme] = page.find_element(By.TAG_NAME, "body").value_of_css_property(
            "background-color"
        )
    assert grounds["dark"] != grounds["light"] == grounds["system"]
    media = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    body = page.find_element(By.TAG_NAME, "body")
    assert body.value_of_css_property("background-color") == grounds["dark"]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    button.click()
    page.refresh()
    assert page.find_element(By.ID, "theme").text == "Theme: light"
    page.execute_script("localStorage.clear()")


def test_tables_sort_by_value(page: Chrome, report: Report) -> None:
    page.get(f"{report.url}#overview")
    titles = page.find_elements(By.CSS_SELECTOR, "#overview th")
    button = titles[1].find_element(By.TAG_NAME, "button")

    def order() -> str:
        cells = page.find_elements(By.CSS_SELECTOR, "#overview table[data-name='t'] td:first-child")
        return "".join(cell.text for cell in cells)

    assert titles[1].get_attribute("aria-sort") == "none"
    button.click()
    assert (order(), titles[1].get_attribute("aria-sort")) == ("beadc", "ascending")
    _press(page, button, Keys.ENTER)
    assert (order(), titles[1].get_attribute("aria-sort")) == ("daebc", "descending")
    _press(page, titles[0].find_element(By.TAG_NAME, "button"), Keys.SPACE)
    assert (order(), titles[1].get_attribute("aria-sort")) == ("abcde", "none")


def test_tables_are_copied_with_their_intervals_in_columns(page: Chrome, report: Report) -> None:
    page.get(f"{report.url}#overview")
    page.execute_script(
        "Object.defineProperty(navigator, 'clipboard', "
        "{value: {writeText: async (text) => { window.copied = text; }}, configurable: true})"
    )
    button = page.find_element(By.CSS_SELECTOR, "#overview .copy")
    button.click()
    WebDriverWait(page, 5).until(lambda _: button.text == "Copied")
    assert page.execute_script("return window.copied") == Table("t", "", HEADER, ROWS).csv()


def test_a_wide_table_folds_its_last_columns(page: Chrome, report: Report) -> None:
    page.get(f"{report.url}#overview")
    table = page.find_element(By.CSS_SELECTOR, "#overview table[data-name='wide']")
    titles = table.find_elements(By.TAG_NAME, "th")
    cells = table.find_elements(By.TAG_NAME, "td")
    shown = [each.is_displayed() for each in titles]
    number = sum(shown)
    assert shown == [True] * number + [False] * (20 - number)
    assert 4 <= number < 20
    assert [each.is_displayed() for each in cells] == shown
    fits = "return arguments[0].parentNode.scrollWidth <= arguments[0].parentNode.clientWidth"
    assert page.execute_script(fits, table)
    button = next(
        each
        for each in page.find_elements(By.CSS_SELECTOR, "#overview button")
        if each.text == f"Show {20 - number} more columns"
    )
    button.click()
    assert all(each.is_displayed() for each in titles)
    button.click()
    assert [each.is_displayed() for each in titles] == shown
    narrow = page.find_element(By.CSS_SELECTOR, "#overview table[data-name='t']")
    assert all(each.is_displayed() for each in narrow.find_elements(By.TAG_NAME, "th"))


def _bin(each: LundMap, bin_number: str) -> tuple[float, float, float]:
    """Mean, error and count of a bin of a map."""
    at = np.unravel_index(int(bin_number), each.plane.count.shape)
    return (
        float(each.plane.mean.filled(np.nan)[at]),
        float(each.plane.error.filled(np.nan)[at]),
        float(each.plane.count[at]),
    )


def test_a_bin_under_the_pointer_tells_its_numbers(page: Chrome, report: Report) -> None:
    bins = _values(page, ".panel:first-child .bins rect", "data-bin")
    assert len(bins) == (report.maps[0].plane.count > 0).sum()
    number = max(bins, key=lambda each: _bin(report.maps[0], each)[2])
    _point(page, _find(page, f".panel:first-child rect[data-bin='{number}']"))
    mean, error, count = _bin(report.maps[0], number)
    first, second, minus = (each.text for each in _all(page, ".readout"))
    assert f"mean {mean:.3g} ± {error:.2g}; count {count:.0f}; null " in first
    other = next(each for each in report.maps if each.jets == "QCD jets")
    assert f"count {_bin(other, number)[2]:.0f}" in second
    difference = mean - _bin(other, number)[0]
    assert f"A − B {difference:.3g}".replace("-", "−") in minus


def test_bins_with_few_splittings_are_grey_and_tell_their_numbers(
    page: Chrome, report: Report
) -> None:
    few = (report.maps[0].plane.count > 0) & (report.maps[0].plane.count < LEAST)
    grey = _values(page, ".panel:first-child .bins rect.few", "data-bin")
    assert set(map(int, grey)) == set(few.ravel().nonzero()[0].tolist())
    assert grey
    _point(page, _find(page, f".panel:first-child rect[data-bin='{grey[0]}']"))
    assert "(too few to be coloured)" in _find(page, ".readout").text
    assert f"Grey: bins with fewer than {LEAST} splittings." in _find(page, ".lund-maps").text


def _saved(page: Chrome, kind: str) -> tuple[str, str]:
    """Name and text of the file that a button of the first map writes."""
    page.execute_script(
        "URL.createObjectURL = (blob) => { window.blob = blob; return '#saved'; };"
        "HTMLAnchorElement.prototype.click = function () { window.file = this.download; };"
    )
    buttons = page.find_elements(By.CSS_SELECTOR, ".panel:first-child .files button")
    next(each for each in buttons if each.text == kind).click()
    text = page.execute_async_script("window.blob.text().then(arguments[0])")
    return page.execute_script("return window.file"), text


def test_a_map_is_saved_as_numbers(page: Chrome, report: Report) -> None:
    drawn = report.maps[0].plane
    name, text = _saved(page, "CSV")
    assert name == "a-w-jets-recnn-pt-all.csv"
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == (drawn.count > 0).sum()
    assert [int(row["entries"]) for row in rows] == drawn.count[drawn.count > 0].tolist()
    means = [float(row["mean"]) for row in rows]
    np.testing.assert_allclose(means, drawn.mean.compressed(), rtol=1e-2)
    edges = [float(row["ln(kt/GeV) low"]) for row in rows]
    np.testing.assert_allclose(edges, drawn.edges[1][np.nonzero(drawn.count > 0)[1]])
    name, text = _saved(page, "HEPData YAML")
    table = yaml.safe_load(text)
    assert name.endswith(".yaml")
    values = table["dependent_variables"][0]["values"]
    assert [value["value"] for value in values] == means
    assert table["independent_variables"][1]["values"][0]["low"] == edges[0]


def test_a_map_is_printed_alone(page: Chrome) -> None:
    page.execute_script("window.print = () => {};")
    page.find_elements(By.CSS_SELECTOR, ".panel:first-child .files button")[2].click()
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        visible = [each for each in page.find_elements(By.TAG_NAME, "svg") if each.is_displayed()]
        assert len(visible) == 1
        assert not page.find_element(By.TAG_NAME, "h1").is_displayed()
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.execute_script("dispatchEvent(new Event('afterprint'))")
    assert not page.find_elements(By.CSS_SELECTOR, ".alone")


def test_bins_by_keys(page: Chrome) -> None:
    svg = _find(page, ".panel:nth-child(2) svg")
    before = _find(page, ".panel:nth-child(2) .readout").text
    low = float(before.split("ln(1/Δ) ")[1].split(" to ")[0].replace("−", "-"))
    _press(page, svg, Keys.ARROW_RIGHT)
    after = _find(page, ".panel:nth-child(2) .readout").text
    assert float(after.split("ln(1/Δ) ")[1].split(" to ")[0]) == pytest.approx(low + 0.2)
    assert after.split(": ")[0] == _find(page, ".panel:first-child .readout").text.split(": ")[0]
    _press(page, svg, Keys.ARROW_LEFT)
    assert _find(page, ".panel:nth-child(2) .readout").text == before


def test_slices_quantities_and_colours(page: Chrome, report: Report) -> None:
    sliders = _all(page, ".lund-maps input[type=range]")
    sliced = next(each for each in report.maps if each.pt_slice == (500.0, 600.0))
    _press(page, sliders[0], Keys.ARROW_RIGHT)
    assert "500–600 GeV" in _find(page, ".panel:first-child h4").text
    bins = ".panel:first-child .bins rect"
    fills = [_values(page, bins, "fill")]
    assert len(fills[0]) == (sliced.plane.count > 0).sum()
    _press(page, sliders[2], Keys.HOME)
    fills.append(_values(page, bins, "fill"))
    quantities = ["mean", "error", "count", "null", "mean − null"]
    assert _values(page, ".quantities input", "value") == quantities
    for radio in _all(page, ".quantities input")[1:]:
        radio.click()
        fills.append(_values(page, bins, "fill"))
    assert all(fills)
    assert len(set(map(tuple, fills))) == len(fills)


def test_the_second_map_may_be_another(page: Chrome) -> None:
    selects = _all(page, ".panel:nth-child(2) select")
    Select(selects[1]).select_by_visible_text("W jets")
    assert "A − B 0 ±" in _all(page, ".readout")[2].text
    Select(selects[3]).select_by_visible_text("input × gradient")
    assert "A − B 0 " not in _all(page, ".readout")[2].text
    Select(selects[0]).select_by_visible_text("The same again")
    assert Select(selects[3]).first_selected_option.text == "input × gradient"


def _chosen(page: Chrome, view: int) -> list[int]:
    return list(map(int, _values(page, f".view:nth-child({view}) .chosen", "data-node")))


def _lit(page: Chrome, view: int, branch: str) -> set[int]:
    return set(map(int, _values(page, f".view:nth-child({view}) circle.{branch}", "data-node")))


def _leaves(jet: JetView, node: int) -> set[int]:
    below = {node}
    for each in range(len(jet.parent) - 1, -1, -1):
        if jet.parent[each] in below:
            below.add(each)
    return {each for each in below if each not in jet.parent}


def _branches(jet: JetView, node: int) -> tuple[int, int]:
    children = np.flatnonzero(jet.parent == node)
    harder, softer = sorted(children, key=lambda child: bool(jet.softer[child]))
    return int(harder), int(softer)


def test_a_splitting_lights_its_constituents_everywhere(page: Chrome, report: Report) -> None:
    jet = report.jets[0]
    root = len(jet.parent) - 1
    _press(page, _find(page, ".view svg"), Keys.HOME)
    assert _chosen(page, 1) == _chosen(page, 2) == [root]
    harder, softer = _branches(jet, root)
    assert _lit(page, 3, "harder") == _leaves(jet, harder)
    assert _lit(page, 3, "softer") == _leaves(jet, softer)
    for keys, node in (
        ([Keys.ARROW_DOWN], harder),
        ([Keys.ARROW_UP, Keys.ARROW_RIGHT], softer),
        ([Keys.ARROW_UP], root),
        ([Keys.ARROW_LEFT], harder),
    ):
        _press(page, _find(page, ".view svg"), *keys)
        assert _chosen(page, 1) == [node]
    values = {
        each.find_element(By.TAG_NAME, "dt").text: each.find_element(By.TAG_NAME, "dd").text
        for each in _all(page, ".numbers dl div")
    }
    assert values["pT"] == f"{jet.columns['pt'][harder]:.3g} GeV"
    saliency = float(jet.attributions["node saliency"][harder])
    assert float(values["node saliency"]) == pytest.approx(saliency, rel=6e-3)


def test_a_constituent_lights_where_it_comes_from(page: Chrome, report: Report) -> None:
    jet = report.jets[0]
    leaves = sorted(_leaves(jet, len(jet.parent) - 1), key=lambda leaf: -jet.columns["pt"][leaf])
    dot = _find(page, f".view:nth-child(3) circle[data-node='{leaves[0]}']")
    before = _chosen(page, 1)
    _point(page, dot)
    assert _chosen(page, 1) == _chosen(page, 3) == [leaves[0]]
    assert _lit(page, 2, "above") == {int(jet.parent[leaves[0]])}
    assert _find(page, ".numbers strong").text == f"Constituent {leaves[0]}"
    _point(page, page.find_element(By.TAG_NAME, "h1"))
    assert _chosen(page, 1) == before
    _point(page, dot)
    ActionChains(page).click().perform()
    _point(page, page.find_element(By.TAG_NAME, "h1"))
    assert _chosen(page, 1) == [leaves[0]]


def test_a_click_in_the_lund_plane_chooses_in_the_tree(page: Chrome) -> None:
    dot = _all(page, ".view:nth-child(2) circle")[0]
    _point(page, dot)
    ActionChains(page).click().perform()
    assert _chosen(page, 1) == _chosen(page, 2) == [int(str(dot.get_attribute("data-node")))]


def test_jets_and_attributions_are_chosen(page: Chrome, report: Report) -> None:
    jets, attributions = (Select(each) for each in _all(page, ".jets select"))
    mine = [jet.name for jet in report.jets if jet.task == "w-qcd"]
    assert [each.text for each in jets.options] == mine
    for button, name in ((1, mine[1]), (0, mine[0]), (0, mine[-1])):
        _all(page, ".jets button")[button].click()
        assert jets.first_selected_option.text == name
    jets.select_by_visible_text(mine[2])
    fills = _values(page, ".view circle", "fill")
    for method in ("input × gradient", "branch removal"):
        attributions.select_by_visible_text(method)
        assert _values(page, ".view circle", "fill") != fills
    # Branch removal says nothing of constituents.
    shown = report.jets[2]
    assert set(map(int, _values(page, ".view .nothing", "data-node"))) == _leaves(
        shown, len(shown.parent) - 1
    )


def test_colours_of_a_jet_end_where_the_reader_says(page: Chrome) -> None:
    bar, dots = ".jets .scale text:last-of-type", ".view circle"
    slider = _find(page, ".jets input[type=range]")
    assert _find(page, bar).text.startswith("≥ ")
    fills = _values(page, dots, "fill")
    _press(page, slider, Keys.END)
    assert _values(page, dots, "fill") != fills
    assert not _find(page, bar).text.startswith("≥ ")
    assert len(_chosen(page, 1)) == 1


def test_a_jet_of_one_particle_is_shown(page: Chrome, report: Report) -> None:
    page.get(f"{report.url}#all")
    viewer = page.find_element(By.CSS_SELECTOR, "#task-2 .jets")
    jets = Select(viewer.find_element(By.TAG_NAME, "select"))
    jets.select_by_index(len(jets.options) - 1)
    svg = viewer.find_element(By.CSS_SELECTOR, ".view svg")
    _press(page, svg, Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert "Constituent 0" in viewer.find_element(By.CLASS_NAME, "numbers").text
    assert [
        len(view.find_elements(By.TAG_NAME, "circle"))
        for view in viewer.find_elements(By.CLASS_NAME, "view")
    ] == [1, 0, 1]


def test_the_truth_is_marked(page: Chrome, report: Report) -> None:
    with_truth = next(number for number, jet in enumerate(report.jets) if jet.truth)
    Select(_find(page, ".jets select")).select_by_index(with_truth)
    jet = report.jets[with_truth]
    assert _chosen(page, 1) == list((jet.truth or {}).values())
    assert len(_all(page, ".truth")) == 2
    assert len(_all(page, ".parton")) == 2
    assert "the splitting that parts" in _find(page, ".marks").text
    for plain in range(3, 6):
        Select(_find(page, ".jets select")).select_by_index(plain)
        assert len(_all(page, ".truth")) == 0


def test_without_scripts_all_tables_and_figures_are_there(page: Chrome, report: Report) -> None:
    page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.get("about:blank")
        page.get(report.url)
        assert _shown_sections(page) == ["overview", "task-1", "task-2"]
        assert "need JavaScript" in page.find_element(By.TAG_NAME, "noscript").text
        assert page.find_element(By.TAG_NAME, "img").is_displayed()
        assert page.find_elements(By.CSS_SELECTOR, "th button") == []
    finally:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_narrow_window_does_not_scroll_sideways(page: Chrome) -> None:
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        width = page.execute_script("return document.documentElement.scrollWidth")
        assert width <= 390
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
