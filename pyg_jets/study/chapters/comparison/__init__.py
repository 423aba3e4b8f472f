"""Taggers side by side on the same jets."""
