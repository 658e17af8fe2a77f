"""The stress test: every site and lane fails in turn."""
