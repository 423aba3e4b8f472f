"""Tasks of more than two kinds: what is taken for what, each class against the rest, its map."""
