"""Histories of clustering: one tree, many of them, and those on disk."""
