"""Work at the desk, before the night: checking, spotting, conforming, bringing in and out."""
