"""The toy shower: jets whose truth is known exactly."""
