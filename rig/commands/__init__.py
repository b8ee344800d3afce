"""What a player types: one function for each command, which imports what it needs when it runs."""
