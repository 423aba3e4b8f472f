"""What is used: which way splittings must move for a larger logit."""
