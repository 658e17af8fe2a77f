"""The arrows of the house: who may import whom."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_IMPORT = {
    "twin.errors": set(),
    "twin.units": set(),
    "twin.chain": {"twin.errors", "twin.units", "twin.chain"},
    "twin.control": {"twin.errors", "twin.units", "twin.chain", "twin.control"},
    "twin.record": {"twin.errors", "twin.units", "twin.chain", "twin.record"},
    "twin.world": {
        "twin.errors", "twin.units", "twin.chain", "twin.control", "twin.record", "twin.world",
    },
    "policies": {"twin.errors", "twin.units", "twin.chain", "twin.control", "policies"},
    "experiments": {"twin", "policies", "experiments"},
}  # fmt: skip

THIRD_PARTY = {
    "twin.errors": set(),
    "twin.units": set(),
    "twin.chain": {"numpy", "scipy", "pydantic", "pydantic_core", "ruamel", "networkx"},
    "twin.control": {"numpy"},
    "twin.record": {"numpy", "pyarrow"},
    "twin.world": {"simpy", "numpy"},
    "policies": {"numpy", "scipy", "pyomo", "highspy", "moocore"},
    "experiments": {
        "numpy", "scipy", "pyarrow", "pandas", "matplotlib", "jinja2", "markupsafe", "typer",
        "click", "rich", "networkx", "pydantic", "simpy", "stockpyl", "SupplyNetPy",
        "duckdb", "distributed", "SALib", "moocore",
    },
}  # fmt: skip

ONLY_IN = {
    "networkx": {"twin/chain/network.py", "experiments/stress/centrality.py"},
    "simpy": {"twin/world/", "experiments/benchmarks/"},
    "matplotlib": {"experiments/figures/", "experiments/report/"},
    "jinja2": {"experiments/report/"},
    "typer": {"experiments/cli.py", "experiments/commands/"},
    "pyomo": {"policies/milp/"},
    "highspy": {"policies/milp/", "experiments/benchmarks/"},
    "moocore": {"policies/milp/"},
    "duckdb": {"experiments/storage/questions.py"},
    "distributed": {"experiments/monte_carlo/cluster.py"},
}

ROOMS = {
    "statistics": set(),
    "design": {"statistics"},
    "measures": set(),
    "monte_carlo": {"design", "measures", "statistics"},
    "storage": {"monte_carlo", "statistics"},
    "stress": {"measures", "statistics"},
    "figures": {"measures", "monte_carlo", "statistics", "stress"},
    "papers": {"figures", "measures", "monte_carlo", "statistics", "studies", "simulate"},
    "report": {"figures", "measures", "monte_carlo", "statistics", "storage", "stress"},
}
"""The rooms of `experiments`, each below those that may import it."""

MILP_ROOMS: dict[str, set[str]] = {
    "model": set(),
    "event": set(),
    "solving": {"model"},
    "fronts": {"solving"},
    "rolling": {"model", "solving"},
}
"""The rooms of `policies.milp`, each with those it may import; all know the types beside them."""

FILES = sorted(
    path
    for package in ("twin", "policies", "experiments")
    for path in (ROOT / package).rglob("*.py")
)


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, except for type checking only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            skipped.update(inner for part in node.body for inner in ast.walk(part))
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def room(path: Path) -> str:
    """Return the row of the table that a file falls under."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return max((key for key in MAY_IMPORT if name == key or name.startswith(key + ".")), key=len,
               default="experiments")  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    if path == ROOT / "twin" / "__init__.py":
        assert imported(path) <= {"typing", "twin.chain.scenario"}
        return
    ours, others = MAY_IMPORT[room(path)], THIRD_PARTY[room(path)]
    for module in imported(path):
        top = module.split(".")[0]
        if top in {"twin", "policies", "experiments"}:
            allowed = any(module == name or module.startswith(name + ".") for name in ours)
            assert allowed, f"{path} imports {module}"
        elif not _is_standard(top):
            assert top in others, f"{path} imports {module}"


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_the_rooms_of_experiments_know_only_those_below_them(room: str) -> None:
    upper = {"simulate", "sensitivity_study", "single_run", "cli", "commands", "studies"}
    above = (set(ROOMS) | upper) - ROOMS[room] - {room}
    for path in (ROOT / "experiments" / room).rglob("*.py"):
        for module in imported(path):
            parts = module.split(".")
            wrong = parts[0] == "experiments" and len(parts) > 1 and parts[1] in above
            assert not wrong, f"{path} imports {module}"


@pytest.mark.parametrize("room", sorted(MILP_ROOMS))
def test_the_rooms_of_planning_know_only_what_they_may(room: str) -> None:
    above = set(MILP_ROOMS) - MILP_ROOMS[room] - {room}
    for path in (ROOT / "policies" / "milp" / room).rglob("*.py"):
        for module in imported(path):
            parts = module.split(".")
            wrong = parts[:2] == ["policies", "milp"] and len(parts) > 2 and parts[2] in above
            assert not wrong, f"{path} imports {module}"


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_a_heavy_package_is_imported_in_one_place(package: str) -> None:
    for path in FILES:
        name = str(path.relative_to(ROOT))
        if any(module.split(".")[0] == package for module in imported(path)):
            home = any(name.startswith(place) for place in ONLY_IN[package])
            assert home or name == "experiments/provenance.py", f"{name} imports {package}"


def _is_standard(name: str) -> bool:
    import sys

    return name in sys.stdlib_module_names


def test_every_number_of_a_scenario_carries_its_unit() -> None:
    from pydantic import BaseModel

    from twin.chain import scenario as _  # noqa: F401  (loads every model)
    from twin.chain.fields import Frozen
    from twin.units import SUFFIXES

    def models(kind: type[BaseModel]) -> list[type[BaseModel]]:
        return [kind, *(m for sub in kind.__subclasses__() for m in models(sub))]

    for model in models(Frozen):
        if not model.__module__.startswith("twin."):
            continue
        for name, field in model.model_fields.items():
            label = field.alias or name
            text = str(field.annotation)
            if ("float" in text or "int" in text) and "str" not in text and "twin" not in text:
                known = f"_{label}".endswith(SUFFIXES) or label in {
                    "units", "days", "pharmatwin", "weights", "units_by_day", "units_by_order",
                    "inputs", "min_life_on_receipt_days", "monthly_factors", "facts",
                }  # fmt: skip
                assert known, f"{model.__name__}.{label}: {text}"
