"""Single changes that no test can notice, with reasons. The key is the line with the change."""

EQUIVALENT: dict[str, dict[str, str]] = {}
