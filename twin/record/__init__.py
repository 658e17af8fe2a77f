"""What happened: facts, running sums, and where they are kept."""
