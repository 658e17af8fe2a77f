import pytest
from scipy import stats

from experiments.statistics.skew import skew_warning, skewness

ONE_DISASTER = [0.0] * 9 + [1.0]
"""G1 = sqrt(10), the most that ten values can have."""


def test_skewness_is_the_one_corrected_for_the_size_of_the_sample():
    values = [1.0, 2.0, 2.5, 4.0, 11.0]

    assert skewness(values) == pytest.approx(float(stats.skew(values, bias=False)))
    assert skewness(ONE_DISASTER) == pytest.approx(10**0.5)


def test_one_disaster_in_ten_replications_is_warned_of_with_what_would_do():
    assert skew_warning(ONE_DISASTER) == (
        "skewness 3.2 over 10 replications: the t interval holds the truth less often than "
        "it says; about 250 replications are wanted"
    )


def test_losses_are_warned_of_as_gains_are():
    assert "skewness -3.2" in skew_warning([-v for v in ONE_DISASTER])


def test_enough_replications_need_no_warning():
    # a tenth of them lost: skewness (1 - 0.2) / 0.3 = 2.67 whatever n, 25 * 2.67^2 = 178;
    # the sample's own skewness is a little more
    assert skew_warning(ONE_DISASTER * 17) is not None
    assert skew_warning(ONE_DISASTER * 19) is None


def test_a_skewness_that_chance_explains_needs_no_warning():
    # G1 = 1.00 at n = 10: 25 G1^2 = 25 > 10, but two standard errors are 1.37
    mild = [0.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 4.0, 7.0]

    assert 0.9 < skewness(mild) < 1.37
    assert skew_warning(mild) is None


def test_values_that_never_vary_or_are_too_few_have_nothing_to_warn_of():
    assert skew_warning([3.0] * 10) is None
    assert skew_warning([0.0, 5.0]) is None
    assert skew_warning([]) is None


def test_replications_without_a_value_do_not_count():
    assert skew_warning([None, *ONE_DISASTER, None]) == skew_warning(ONE_DISASTER)


def test_two_values_have_no_skewness():
    with pytest.raises(ValueError, match="at least 3"):
        skewness([1.0, 2.0])
