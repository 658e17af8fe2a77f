"""The dynamics; the only place that imports SimPy."""
