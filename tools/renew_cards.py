"""Measure the taggers that come with the package again, and renew the numbers on their cards.

For numbers that a card lacks, and for a command whose script has moved. Weights, recipe and data
stay as they are, and so must the numbers that are there: they are checked first.

    python -m tools.renew_cards
"""

import argparse
import json
from pathlib import Path
from typing import Any

from pyg_jets import Constituents, cluster
from pyg_jets.datasets import Task, sample
from pyg_jets.jobs.atomic import save_text
from pyg_jets.study.task import evaluate
from pyg_jets.taggers import PRETRAINED, model_card, pretrained
from tools.card import numbers_on_card
from tools.pretrain import PACKAGE
from tools.pretraining import ALGORITHM

MOVED = {"python benchmarks/pretrain.py": "python -m tools.pretrain"}
"""Where the script of a command was, and what runs it now."""
SAME = 2e-3
"""Least difference of a number that is no rounding of another processor."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PACKAGE, help="folder (the package's)")
    options = parser.parse_args()
    for name in PRETRAINED:
        card = renewed(model_card(name))
        text = json.dumps(card, indent=1, sort_keys=True) + "\n"
        save_text(options.out / f"{name}.json", text)
        print(f"{name}: calibration error {card['numbers']['calibration_error']:.3f}, "
              f"temperature {card['numbers']['temperature']:.2f}")  # fmt: skip


def renewed(card: dict[str, Any]) -> dict[str, Any]:
    """The card with the numbers of today's ``evaluate`` on the whole bundled sample.

    Raises:
        SystemExit: If the AUC or the accuracy is another than the card's.
    """
    kinds = Task.named(card["task"]).labels.items()
    jets = cluster(Constituents.concat([sample(k).with_label(y) for k, y in kinds]), ALGORITHM)
    numbers = numbers_on_card(evaluate(pretrained(card["name"]), jets), len(jets))
    for key in ("auc", "accuracy", "jets"):
        if abs(numbers[key] - card["numbers"][key]) > SAME:
            raise SystemExit(
                f"{card['name']} must have the {key} of its card, {card['numbers'][key]} (got "
                f"{numbers[key]}): these are other weights or other jets"
            )
    # What was measured with the weights stays; only what is new is added.
    command = card["command"]
    for old, new in MOVED.items():
        command = command.replace(old, new)
    return {**card, "command": command, "numbers": {**numbers, **card["numbers"]}}


if __name__ == "__main__":
    main()
