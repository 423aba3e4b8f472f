"""Jets whose answer is known: planted, of known functions, and decays."""
