"""Several objectives: payoff tables and fronts."""
