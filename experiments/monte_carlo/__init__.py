"""Studies: many replications of every arm, and what they say together."""
