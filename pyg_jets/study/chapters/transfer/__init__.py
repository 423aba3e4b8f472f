"""Embeddings of one task on another: the paper's Table 2."""
