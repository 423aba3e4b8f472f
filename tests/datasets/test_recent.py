"""The newest results stay while they fit."""

import threading

from pyg_jets.datasets.recent import Recent


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    made: list[str] = []

    def ask(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key * 3

        return recent(key, make)

    recent: Recent[str] = Recent(limit=7, size=len)
    assert [ask(key) for key in "aab"] == ["aaa", "aaa", "bbb"]
    ask("a")  # now b is the oldest
    ask("c")
    assert recent.get("b") is None
    assert recent.get("a") == "aaa"
    ask("b")
    assert made == ["a", "b", "c", "b"]


def test_one_that_is_too_large_is_kept_alone() -> None:
    recent: Recent[str] = Recent(limit=2, size=len)
    for key in ("short", "longer"):
        recent(key, lambda key=key: key)  # type: ignore[misc]
    assert recent.get("longer") == "longer"
    assert recent.get("short") is None


def test_a_second_thread_waits_for_the_first() -> None:
    started, made = threading.Event(), []
    recent: Recent[int] = Recent(limit=9, size=lambda _: 1)

    def slow() -> int:
        started.set()
        other.join(timeout=0.2)  # it cannot end before this one has
        made.append(1)
        return 1

    def ask() -> None:
        started.wait()
        recent("key", lambda: made.append(2) or 2)  # type: ignore[func-returns-value]

    other = threading.Thread(target=ask)
    other.start()
    recent("key", slow)
    other.join()
    assert made == [1]
