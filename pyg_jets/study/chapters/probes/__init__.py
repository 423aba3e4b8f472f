"""What the embeddings know: the paper's Table 1 and what goes beyond a straight line."""
