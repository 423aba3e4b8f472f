"""How trees grow: Cambridge/Aachen, kt and anti-kt, ours and FastJet's."""
