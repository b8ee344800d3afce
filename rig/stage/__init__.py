"""What the player sees: the display, a process of its own."""
