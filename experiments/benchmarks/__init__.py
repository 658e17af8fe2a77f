"""Speed and agreement of the twin against other people's simulators."""
