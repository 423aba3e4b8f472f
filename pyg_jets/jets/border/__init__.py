"""What comes in: arrays of any layout, checked before they are jets."""
