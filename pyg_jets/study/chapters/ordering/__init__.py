"""What is used: observables that order jets as the tagger does."""
