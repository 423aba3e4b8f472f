"""Saliency over the Lund plane: the paper's Figures 1 and 3."""
