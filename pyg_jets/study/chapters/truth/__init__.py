"""Attributions against what is known to be true: decays and planted emissions."""
