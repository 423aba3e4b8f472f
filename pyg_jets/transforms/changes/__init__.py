"""Changes of jets: soft and collinear particles, smearing, a shift of pt."""
