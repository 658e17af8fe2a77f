"""Rolling horizon: at each review a plan of the periods to come, of which the first is done."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from policies.catalogue import named
from policies.decided import Decided
from policies.levels import LONGEST_HISTORY_DAYS
from policies.milp.model.reading import Plan
from policies.milp.rolling.command_check import checked_commands
from policies.milp.rolling.commands import first_commands
from policies.milp.rolling.expected import Expected
from policies.milp.rolling.observed import window_of
from policies.milp.rolling.open_orders import OpenOrders
from policies.milp.rolling.outlook import outlook
from policies.milp.rolling.planner import Planner
from policies.milp.rolling.recovery import Recoveries, Recovery
from policies.milp.solution import Limits, Solver
from policies.milp.solving.slopes import Slopes, watched
from policies.policy import is_due
from twin.chain.network import Network
from twin.control.decision import Decision
from twin.control.observation import Observation
from twin.control.policy import Policy


@dataclass(kw_only=True, eq=False)
class RollingMilp:
    """Observe, forecast, plan the window, and order what its first period says.

    Its state is what it openly holds: notes of its own orders, since when something is seen to be
    out, its last plan, and the record of its decisions.

    Source: Badejo and Ierapetritou, *Computers & Chemical Engineering* 189 (2024) 108769.
    """

    network: Network
    planner: Planner
    expected: Expected
    recoveries: Recoveries
    fallback: Policy
    fallback_name: str
    coverage_share: float
    futures_count: int
    orders: OpenOrders
    last: Plan | None = None
    record: list[Decided] = field(default_factory=list)

    @classmethod
    def for_network(
        cls,
        network: Network,
        *,
        horizon_periods: int = 8,
        service_share: float = 0.95,
        coverage_share: float = 0.0,
        scenarios: int = 0,
        risk: str = "mean",
        risk_level_share: float = 0.9,
        frozen_periods: int = 0,
        change_cost: float = 0.0,
        history_days: int = 0,
        recovery: str = "forecast",
        gap_share: float = 0.05,
        nodes: int = 0,
        lps: int = 24,
        seconds: float = 120.0,
        fallback: str = "base-stock",
        watch: int = 1,
        solver: Solver | None = None,
    ) -> "RollingMilp":
        """Return the planner of a chain.

        Args:
            network: the chain to decide for.
            horizon_periods: review periods of a window, at least; the longest way from a
                source to a customer always fits in.
            service_share: chance to cover the demand of the protection time, which sets the
                stock that a plan wants at the end of each period.
            coverage_share: least part of each period's expected demand that must be met in it,
                where that is possible.
            scenarios: plan the first period for so many futures of demand; 0: for what is
                expected. Coverage goes with what is expected only.
            risk: of plans on futures: `mean` cost or `cvar`, that of the worst ones.
            risk_level_share: which are the worst 1 - level.
            frozen_periods: of the last plan that are kept, if patients do not go without.
            change_cost: of each unit by which a plan differs from the last one later on.
            history_days: expect the average demand of the last so many days (at most 56);
                0: what the demand laws say, with their season and trend.
            recovery: of what is out: `forecast` from the mean of what is left of the repair,
                `pessimistic` not within the window.
            gap_share: (cost - bound) / cost at which a plan is good enough.
            nodes: of branch and bound where the search missed the gap; 0: none.
            lps: linear programmes of one decision.
            seconds: of wall time after which the solver is stopped, a safety net only.
            fallback: the policy that decides where there is no plan.
            watch: 1: the solver runs in a process of its own that is ended when it hangs; 0: here.
            solver: what solves the windows in place of HiGHS.

        Raises:
            ValueError: for a parameter out of its range.
        """
        ways: dict[str, Recovery] = {"forecast": "forecast", "pessimistic": "pessimistic"}
        if recovery not in ways:
            raise ValueError(f"recovery {recovery!r} must be forecast or pessimistic")
        if not 0 < service_share < 1:
            raise ValueError(f"service_share {service_share} must lie between 0 and 1")
        if not 0 <= coverage_share <= 1:
            raise ValueError(f"coverage_share {coverage_share} must lie between 0 and 1")
        if risk not in ("mean", "cvar"):
            raise ValueError(f"risk {risk!r} must be mean or cvar")
        if not 0 <= risk_level_share < 1:
            raise ValueError(f"risk_level_share {risk_level_share} must be 0 to below 1")
        if not change_cost >= 0:
            raise ValueError(f"change_cost {change_cost} must be at least 0")
        if not 0 <= gap_share < 1:
            raise ValueError(f"gap_share {gap_share} must lie between 0 and 1")
        if history_days not in range(LONGEST_HISTORY_DAYS + 1):
            raise ValueError(f"history_days {history_days} must be 0 to {LONGEST_HISTORY_DAYS}")
        for name, value, least in (
            ("horizon_periods", horizon_periods, 1), ("lps", lps, 1), ("nodes", nodes, 0),
            ("scenarios", scenarios, 0), ("frozen_periods", frozen_periods, 0),
        ):  # fmt: skip
            if value < least:
                raise ValueError(f"{name} {value} must be at least {least}")
        if not seconds > 0:
            raise ValueError(f"seconds {seconds} must be above 0")
        if fallback.partition(":")[0] == "rolling-milp":
            raise ValueError("the fallback of a plan cannot be a plan")
        planner = Planner(
            network=network,
            horizon_periods=horizon_periods,
            service_share=service_share,
            solver=solver or (watched() if watch else Slopes()),
            limits=Limits(gap_share=gap_share, lps_count=lps, nodes_count=nodes, seconds=seconds),
            frozen_periods=frozen_periods,
            change_cost_per_unit=change_cost,
            cvar_level_share=risk_level_share if risk == "cvar" else None,
        )
        return cls(
            network=network,
            planner=planner,
            expected=Expected(
                network=network,
                mapped=planner.compiled.mapped,
                service_share=service_share,
                history_days=history_days,
            ),
            recoveries=Recoveries.of(network, ways[recovery]),
            fallback=named(fallback, network),
            fallback_name=fallback,
            coverage_share=coverage_share,
            futures_count=scenarios,
            orders=OpenOrders.of(network),
        )

    @property
    def solves(self) -> Sequence[Decided]:
        """Return the record of each decision so far."""
        return tuple(self.record)

    def decide(self, observation: Observation) -> Decision:
        """Return the first period of a new plan, at planned reviews."""
        if not is_due(observation, "periodic"):
            return ()
        decision = self._decided(observation)
        self.orders.note(self.network, observation.day, decision)
        return decision

    def _decided(self, observation: Observation) -> Decision:
        network, mapped = self.network, self.planner.compiled.mapped
        self.recoveries.see(observation)
        seen = outlook(network, observation, self.orders, self.recoveries)
        window = window_of(
            network, mapped, observation, seen, self.expected, self.recoveries, self.coverage_share
        )
        futures = self.expected.futures(
            window, int(observation.day), observation, self.futures_count
        )
        found = self.planner.plan(window, self.last, futures)
        self.last = found.plan
        if found.plan is None:
            told = Decided.of(observation.day, found.solve, fallback=self.fallback_name)
            self.record.append(told)
            return self.fallback.decide(observation)
        commands = first_commands(network, mapped, window, seen, found.plan)
        try:
            sound = checked_commands(network, observation, seen, commands)
        except ValueError as error:  # what no cut makes sound is not commanded
            told = Decided.of(
                observation.day, found.solve, fallback=self.fallback_name, reason=str(error)
            )
            self.record.append(told)
            return self.fallback.decide(observation)
        cuts = f"{len(sound.cuts)} commands cut: {sound.cuts[0]}" if sound.cuts else ""
        self.record.append(Decided.of(observation.day, found.solve, reason=cuts))
        return sound.decision
