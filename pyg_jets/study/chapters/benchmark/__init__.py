"""The benchmark of explanations as tables."""
