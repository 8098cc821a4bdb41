"""Links judged: which are due for a check, and what all checks together let us conclude of each. Pure."""
