"""The benchmark of explanations: every method, every tagger, truths that are known."""
