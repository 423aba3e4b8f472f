"""What was trained in weaver, as taggers."""
