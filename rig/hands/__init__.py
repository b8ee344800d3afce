"""What hands and feet mean: controls, commands, mapping. Pure."""
