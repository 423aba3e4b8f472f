"""What an encoder that was trained without labels is worth on labelled tasks."""
