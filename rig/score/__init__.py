"""What shall be played: film positions, the cue sheet, tempo and form. Pure."""
