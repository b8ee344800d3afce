"""How a player's files are read: every word has a place, every mistake a cure."""
