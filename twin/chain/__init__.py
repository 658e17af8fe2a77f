"""The static description of a chain: frozen data and checks; no time, no SimPy."""
