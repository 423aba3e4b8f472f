"""The direction of the embedding along which the mass grows, down the trees."""
