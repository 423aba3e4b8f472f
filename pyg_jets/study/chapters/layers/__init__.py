"""The last layers of four taggers: the paper's Figure 2."""
