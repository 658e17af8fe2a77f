"""How well a mean is known, and when it is known well enough."""
