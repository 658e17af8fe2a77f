"""Which points of a space of scenarios to try, and what they say of its factors."""
