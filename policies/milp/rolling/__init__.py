"""From what is seen of a chain to a window, and from a plan to commands."""
