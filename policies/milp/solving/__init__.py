"""From a standard form to a plan: relaxation, cuts, search, branch and bound, a watch on it."""
