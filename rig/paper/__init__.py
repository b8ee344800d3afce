"""What is printed and pinned to the wall: the plot and the cue book."""
