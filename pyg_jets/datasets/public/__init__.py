"""Public sets of jets, downloaded, checked and read."""
