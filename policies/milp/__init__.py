"""Planning models: the chain over a window of periods as a mixed-integer programme."""
