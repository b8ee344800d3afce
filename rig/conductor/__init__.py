"""Following: the film clock, the music clock, GO, dynamics. Pure."""
