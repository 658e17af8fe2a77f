"""What runs mean: replications, studies, metrics, figures, the report and the command line.

`from experiments import load, run, study, stress_test ...` gives the functions; no module
has one of their names, so that importing a module never hides a function.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.catalogue import load
    from experiments.measures.outage_rows import breaches_by, resilience_by
    from experiments.monte_carlo.found import Study
    from experiments.policy_check import check_policy
    from experiments.replication import Run, run
    from experiments.sensitivity_study import sensitivity_of
    from experiments.simulate import study
    from experiments.storage.questions import connect
    from experiments.stress.in_turn import stress_test

__all__ = [
    "Run",
    "Study",
    "breaches_by",
    "check_policy",
    "connect",
    "load",
    "resilience_by",
    "run",
    "sensitivity_of",
    "stress_test",
    "study",
]

_HOMES = {
    "load": "experiments.catalogue",
    "run": "experiments.replication",
    "Run": "experiments.replication",
    "study": "experiments.simulate",
    "Study": "experiments.monte_carlo.found",
    "check_policy": "experiments.policy_check",
    "resilience_by": "experiments.measures.outage_rows",
    "breaches_by": "experiments.measures.outage_rows",
    "stress_test": "experiments.stress.in_turn",
    "sensitivity_of": "experiments.sensitivity_study",
    "connect": "experiments.storage.questions",
}


def __getattr__(name: str) -> Any:
    """Return one of the package's functions, loaded when it is first asked for.

    The command line must answer `--help` at once, without loading numpy.
    """
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
