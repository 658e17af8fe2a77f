"""Each of Figures 6 to 19: what is swept, what the paper says of it, what is found."""

from collections.abc import Callable, Sequence

from experiments.papers.lahjouji_2024.sensitivity import (
    NOISE,
    Case,
    Curve,
    Play,
    Sweep,
    above,
    curve,
    donation_price,
    gain_of_donation,
    local_penalty,
    price_rise,
    review_mean,
    shared_share,
    trend,
)

GAINS = tuple(float(a) for a in range(30, 61, 3))
PENALTIES = tuple(0.5 * step for step in range(2, 19))
MEANS = tuple(float(mean) for mean in range(105, 174, 4))
PRICES = tuple(float(price) for price in range(10, 41, 3))
SHARES = tuple(0.01 * step for step in range(11))
RISES = tuple(0.05 * step for step in range(9))

ALL = tuple(Play)
WITHOUT_CAP = (Play.TABLE_2, Play.RAISED, Play.COOPERATIVE)
BOTH = (Play.RAISED, Play.COOPERATIVE)
ALONE = (Play.COOPERATIVE,)


def sweeps() -> tuple[Sweep, ...]:
    """Return the figures in their order; 13 and 14 are bars in the paper, here over U_t."""
    return (*_over_gain(), *_over_penalty(), *_over_mean(), *_over_price(), *_over_contract())


def _over_gain() -> tuple[Sweep, ...]:
    sweep = _Swept(gain_of_donation, "a, units", GAINS)
    total, review = "E(R_sc) t=0", "E(R_sc) t'"
    return (
        sweep.drawn("6", "Donation G", "G", WITHOUT_CAP,
                    "rises; cooperative above decentralised",
                    lambda c: _all_rise(c) and _best(c, Play.COOPERATIVE)),
        sweep.drawn("7a", "Chain's profit, t = 0", total, ALL,
                    "rises; cooperative above both others",
                    lambda c: _all_rise(c) and _best(c, Play.COOPERATIVE)),
        sweep.drawn("7b", "Chain's profit, t'", review, ALL,
                    "rises; cooperative above both others",
                    lambda c: _all_rise(c) and _best(c, Play.COOPERATIVE)),
        sweep.drawn("8", "RHLP's profit, t'", "E(R_r) t'", ALL,
                    "centralised lowest; cooperative above decentralised",
                    lambda c: _worst(c, Play.CENTRALISED) and _beats_apart(c)),
        sweep.drawn("9", "PC's profit, t = 0", "E(R_p) t=0", ALL,
                    "rises; cooperative above decentralised",
                    lambda c: _all_rise(c) and _beats_apart(c)),
    )  # fmt: skip


def _over_penalty() -> tuple[Sweep, ...]:
    sweep = _Swept(local_penalty, "B, $ a unit", PENALTIES)
    return (
        sweep.drawn("10", "Ship-back q", "q", ALONE, "no direction stated", None),
        sweep.drawn("11a", "Chain's profit, t'", "E(R_sc) t'", ALONE, "falls",
                    lambda c: trend(c[Play.COOPERATIVE]) == "falls"),
        sweep.drawn("11b", "Chain's profit, t = 0", "E(R_sc) t=0", ALONE, "falls",
                    lambda c: trend(c[Play.COOPERATIVE]) == "falls"),
    )  # fmt: skip


def _over_mean() -> tuple[Sweep, ...]:
    sweep = _Swept(review_mean, "U_t, units", MEANS)

    def more(curves: dict[Play, tuple[float, ...]]) -> bool:
        return above(curves[Play.COOPERATIVE], curves[Play.RAISED])

    found = (
        sweep.drawn("12", "Ship-back q and donation G", "q", ALONE, "q falls",
                    lambda c: trend(c[Play.COOPERATIVE]) == "falls"),
        sweep.drawn("13", "Saving p q", "saving", BOTH,
                    "rises by going over to the cooperative", more),
        sweep.drawn("14", "Cost avoidance theta q", "cost avoidance", BOTH,
                    "rises by going over to the cooperative", more),
    )  # fmt: skip
    donated = curve(review_mean, MEANS, Play.COOPERATIVE, "G")
    twelve = found[0]
    shipped = twelve.curves[0].values
    produced = any(g > q + NOISE for q, g in zip(shipped, donated, strict=True))
    return (
        Sweep(
            figure=twelve.figure,
            title=twelve.title,
            parameter=twelve.parameter,
            at=twelve.at,
            quantity="q and G",
            curves=(
                Curve(label="cooperative, q", values=shipped),
                Curve(label="cooperative, G", values=donated),
            ),
            paper_says=twelve.paper_says,
            holds=twelve.holds,
            ours=f"q {trend(shipped)}, G {trend(donated)}; units produced for the donation, as the "
            f"paper has where q < G: {'some' if produced else 'none, for the PC foresees q'}",
        ),
        *found[1:],
    )


def _over_price() -> tuple[Sweep, ...]:
    sweep = _Swept(donation_price, "p', $ a unit", PRICES)
    return (
        sweep.drawn("15", "Order Q", "Q", WITHOUT_CAP, "falls", _all_fall),
        sweep.drawn("16", "Donation G", "G", WITHOUT_CAP, "falls", _all_fall),
    )


def _over_contract() -> tuple[Sweep, ...]:
    rise = _Swept(price_rise, "Omega, part of the price", RISES)
    share = _Swept(shared_share, "alpha, part of the price", SHARES)
    return (
        rise.drawn("17", "PC's profit, t = 0", "E(R_p) t=0", ALONE, "rises", _all_rise),
        share.drawn("18a", "Order Q", "Q", ALONE, "no direction stated", None),
        share.drawn("18b", "Ship-back q", "q", ALONE, "no direction stated", None),
        share.drawn("19a", "LHLP's profit, t'", "E(R_L) t'", ALONE, "rises", _all_rise),
        share.drawn("19b", "RHLP's profit, t'", "E(R_r) t'", ALONE, "rises", _all_rise),
    )


Curves = dict[Play, tuple[float, ...]]


class _Swept:
    """One parameter and where it is tried."""

    def __init__(self, case: Callable[[float], Case], parameter: str, at: Sequence[float]) -> None:
        self.case, self.parameter, self.at = case, parameter, tuple(at)

    def drawn(
        self,
        figure: str,
        title: str,
        quantity: str,
        plays: Sequence[Play],
        paper_says: str,
        test: Callable[[Curves], bool] | None,
    ) -> Sweep:
        """Return one figure with its claim tried."""
        curves = {play: curve(self.case, self.at, play, quantity) for play in plays}
        found = "; ".join(f"{play} {trend(values)}" for play, values in curves.items())
        if len(curves) > 1:
            found += f"; from the greatest: {' > '.join(ranked(curves))}"
        return Sweep(
            figure=f"Figure {figure}",
            title=title,
            parameter=self.parameter,
            at=self.at,
            quantity=quantity,
            curves=tuple(Curve(label=play, values=values) for play, values in curves.items()),
            paper_says=paper_says,
            holds=None if test is None else test(curves),
            ours=found,
        )


def ranked(curves: Curves) -> list[str]:
    """Return the ways to play from the greatest to the least in the middle of the sweep."""
    middle = {play: values[len(values) // 2] for play, values in curves.items()}
    return [str(play) for play in sorted(middle, key=lambda play: -middle[play])]


def _all_rise(curves: Curves) -> bool:
    return all(trend(values) == "rises" for values in curves.values())


def _all_fall(curves: Curves) -> bool:
    return all(trend(values) == "falls" for values in curves.values())


def _best(curves: Curves, play: Play) -> bool:
    return all(above(curves[play], values) for other, values in curves.items() if other != play)


def _worst(curves: Curves, play: Play) -> bool:
    return all(above(values, curves[play]) for other, values in curves.items() if other != play)


def _beats_apart(curves: Curves) -> bool:
    apart = (Play.TABLE_2, Play.RAISED)
    return all(above(curves[Play.COOPERATIVE], curves[play]) for play in apart)
