"""How the plans of a front are searched for: there are many, so the first one near counts."""

from policies.milp.solving.search import Cut, Dive, Polish, Step

FRONT_PLAN: tuple[Step, ...] = (
    Dive(share=0.5),
    Cut(rounds_most=2),
    Polish(lps_most=60),
    Dive(share=0.3),
    Polish(lps_most=100),
    Dive(share=0.3, groups="joint"),
    Cut(rounds_most=6),
    Polish(lps_most=100),
    Dive(share=0.1),
    Polish(lps_most=200),
)
"""A steep dive is within 5 % at most points of a grid; what follows is for the others."""
