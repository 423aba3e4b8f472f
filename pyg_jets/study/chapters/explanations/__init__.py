"""Attributions as maps, and how much of them to believe."""
