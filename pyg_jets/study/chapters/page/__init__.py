"""Maps to choose from and jets to look at, which the page draws itself."""
