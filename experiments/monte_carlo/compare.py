"""Paired differences of a study as a table one reads."""

from experiments.measures.definitions import HEADLINE, short_name
from experiments.monte_carlo.found import Difference, Study
from experiments.plain_table import interval, plain, table
from experiments.statistics.precision import CONFIDENCE_SHARE


def compare_table(study: Study, confidence: float = CONFIDENCE_SHARE, told: str = "") -> str:
    """Return one block for each difference; a star where the interval leaves zero out.

    Args:
        study: of at least two arms.
        confidence: of every interval.
        told: why it is that.
    """
    differences = study.differences(confidence)
    if not differences:
        return "one policy on one scenario: nothing to compare"
    count = f"{study.plan.replications} replications of seed {study.plan.seed}"
    level = f"{100 * confidence:.6g} %"
    note = (
        f"{count}; paired differences +/- {level} interval (Student's t){told}.\n"
        "* the interval leaves out zero; VRF: how many times fewer replications the common\n"
        "  chance needs than chance of each arm's own."
    )
    return "\n\n".join([note, *(_block(one) for one in differences)])


def _block(difference: Difference) -> str:
    (scenario, policy), (minus_scenario, minus_policy) = difference.left, difference.right
    if scenario == minus_scenario:
        title = f"{scenario}: {policy} minus {minus_policy}"
    else:
        title = f"{policy}: {scenario} minus {minus_scenario}"
    rows = [["", "difference", "", "VRF"]]
    for name in HEADLINE:
        paired = difference.metrics.get(name)
        if paired is None or paired.estimate.mean is None:
            continue
        known = paired.estimate
        clear = known.low is not None and known.high is not None and known.low * known.high > 0
        factor = paired.variance_reduction_factor
        told = interval(known, name, "pp")
        rows.append([short_name(name), told, "*" if clear else "", plain(factor)])
    return f"{title}\n{table(rows)}"
