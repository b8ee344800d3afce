"""One house: what a show file says there, and every file of a show made ready."""
