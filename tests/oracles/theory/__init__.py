"""Exact results for small chains, derived here and computed without any simulation."""
