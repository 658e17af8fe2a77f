"""Figures of runs and studies: one a file, each with `draw(data)` and `alt(data)`."""
