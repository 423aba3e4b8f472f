"""What each command answers, an example, the files that it writes, and where to read on."""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """What the help of a command tells.

    Attributes:
        answers: One sentence: what one knows afterwards.
        line: A command that can be typed.
        writes: Names of the files that it leaves.
        page: Of the documentation, in ``docs/``.
    """

    answers: str
    line: str
    writes: str
    page: str

    @property
    def epilog(self) -> str:
        """Below the options."""
        return (
            f"example:\n  $ {self.line}\n  writes {self.writes}\n\nread on: docs/{self.page}.md\n"
        )


EXAMPLES = {
    "study": Example(
        "What have recursive networks learnt on several tasks: the whole paper, as one page.",
        "pyg-jets study --out results",
        "results/report.html, results.json, a file for each table and figure, and the taggers",
        "paper",
    ),
    "train": Example(
        "How well does a network tell the kinds of a task apart?",
        "pyg-jets train --task w-qcd --tagger lundnet --out w.safetensors",
        "w.safetensors, and prints AUC and rejection on the test jets",
        "start",
    ),
    "pretrain": Example(
        "What can a network learn from jets without labels, and what is that worth with few?",
        "pyg-jets pretrain --method contrastive --out encoder.safetensors",
        "encoder.safetensors, and prints what heads on it reach",
        "without_labels",
    ),
    "saliency": Example(
        "Where on the Lund plane is a tagger sensitive?",
        "pyg-jets saliency --tagger recnn-w-qcd --task w-qcd --out w-qcd.pdf",
        "w-qcd.pdf; with .csv or .yaml the numbers, for programs or for HEPData",
        "paper",
    ),
    "explain": Example(
        "Which attribution of a tagger differs from that of networks that have learnt nothing?",
        "pyg-jets explain --tagger recnn-w-qcd --task w-qcd --method saliency lrp --out explained",
        "explained/explained-w-qcd-METHOD.png, nulls, faithfulness and randomised as tables",
        "explanations",
    ),
    "robustness": Example(
        "How do a tagger's scores and maps change when its jets do?",
        "pyg-jets robustness --task w-qcd --tagger recnn-w-qcd --out changed",
        "changed/robustness-w-qcd.md, safety-w-qcd.md and figures",
        "explanations",
    ),
    "probe": Example(
        "Which observables does an embedding hold, and which of them were learnt?",
        "pyg-jets probe --tagger recnn-w-qcd --task w-qcd --out held.md",
        "held.md: R² with its controls for each observable",
        "paper",
    ),
    "erase": Example(
        "Which observables does a tagger use: what AUC does erasing each of them cost?",
        "pyg-jets erase --tagger recnn-w-qcd --task w-qcd --out erased",
        "erased/erasure.md, erasure-cost.png, results.json",
        "what_is_used",
    ),
    "respond": Example(
        "Which way would the splittings of a jet have to move for a larger logit?",
        "pyg-jets respond --tagger recnn-w-qcd --task w-qcd --out arrows",
        "arrows/response-w-qcd.png, response.md, results.json",
        "what_is_used",
    ),
    "order": Example(
        "Which few observables order pairs of jets as a tagger does?",
        "pyg-jets order --tagger recnn-w-qcd --task w-qcd --out ordered",
        "ordered/ordering.md, ordering-search.png, results.json",
        "what_is_used",
    ),
    "layers": Example(
        "What do the last layers of four taggers hold (Figure 2)?",
        "pyg-jets layers --task top-qcd --seeds 3 --out figure-2.png",
        "figure-2.png, and its numbers beside it as .md, .csv and .json",
        "paper",
    ),
    "transfer": Example(
        "Is what was learnt on one task worth something on another (Table 2)?",
        "pyg-jets transfer --seeds 3 --out transfer.md",
        "transfer.md: AUC of new heads on each embedding, with its untrained control",
        "paper",
    ),
    "compare": Example(
        "Which of several taggers is best on the same jets, and how far do they agree?",
        "pyg-jets compare --task w-qcd --taggers recnn,particle_net_lite --out comparison",
        "comparison/comparison-w-qcd.md, compared-w-qcd-roc.png, compared-w-qcd-maps.png",
        "adding/tagger",
    ),
    "benchmark": Example(
        "Which attribution method is right, on jets whose answer is known?",
        "pyg-jets benchmark --truths planted --taggers recnn,lundnet --out benchmark",
        "benchmark/benchmark-planted.md, with every measure beside it, and benchmark.json",
        "benchmark",
    ),
    "simulate": Example(
        "Make jets with Pythia 8 and a detector; the same line goes on where it was stopped.",
        "pyg-jets simulate --kind w --jets 100000 --detector cms --workers 2 --out jets/w",
        "jets/w: shards, with a record of what they are",
        "own_jets",
    ),
    "cluster": Example(
        "Cluster the jets of simulations into trees that training and maps read from disk.",
        "pyg-jets cluster jets/w jets/qcd --out trees",
        "trees: shards with the label of each folder",
        "own_jets",
    ),
    "convert": Example(
        "Read jets of another format, or of a table of one's own, into one file.",
        "pyg-jets convert jets.root --out jets.safetensors",
        "jets.safetensors",
        "own_jets",
    ),
}
"""By name of the command."""
