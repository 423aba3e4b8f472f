"""Commands that ask a trained tagger what it uses."""
