"""The door: reads argv, the environment and the terminal, wires the rooms together, prints."""
