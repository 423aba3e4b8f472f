"""What is used: the cost of erasing an observable from the embedding."""
