"""What is known to be true of jets, and how often an attribution finds it."""
