"""Paired fill rates by site, read back from the folder of a study."""

from pathlib import Path
from typing import Any

import pytest

from experiments import study
from experiments.figures import of_study
from experiments.storage.site_differences import fill_differences
from twin.chain.scenario import Scenario


def test_differences_of_sites_are_paired_by_replication(
    chain: dict[str, Any], tmp_path: Path
) -> None:
    """More stock at the hub's opening changes the mean as the arms' own fill rates do."""
    more = {**chain, "name": "full"}
    more["sites"] = {**chain["sites"], "east": {**chain["sites"]["east"]}}
    more["sites"]["east"]["opening_stock"] = {"vaccine": 200}
    found = study(
        [Scenario.of(chain), Scenario.of(more)],
        ["base-stock"],
        replications=4,
        seed=2,
        out=tmp_path,
    )
    lean, full = found.arms

    apart = fill_differences(tmp_path, full, lean)

    rates = [of_study.fill_rates(found, arm, by_product=False) for arm in (lean, full)]
    lean_rate, full_rate = (of_arm[("east",)].mean for of_arm in rates)
    assert lean_rate is not None
    assert full_rate is not None
    assert apart["east"].mean == pytest.approx(full_rate - lean_rate)
    assert apart["east"].n == 4
    own = [of_arm[("east",)].se or 0.0 for of_arm in rates]
    assert (apart["east"].se or 0.0) < (own[0] ** 2 + own[1] ** 2) ** 0.5 + 1e-12
