"""How far methods of attribution agree with each other."""
