"""The recursion of a RecNN over all trees of a batch, compiled, with its gradients."""
