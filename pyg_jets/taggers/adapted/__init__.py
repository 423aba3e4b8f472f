"""What :func:`pyg_jets.taggers.adapt` does with a network: how it is called, what it gives."""
