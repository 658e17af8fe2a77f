"""The fast planning model: one Pyomo block a concept, compiled once, read back."""
