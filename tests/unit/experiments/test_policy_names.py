"""A user's own policy is found where the user is; whatever is wrong with it is one line."""

import sys

import pytest

from policies.catalogue import named
from twin.chain.network import build
from twin.errors import DecisionError


@pytest.fixture(scope="module")
def network(scenario):
    return build(scenario)


@pytest.fixture
def own(tmp_path, monkeypatch, request):
    """Return a maker of a module of the working folder, each test's under its own name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [one for one in sys.path if one])

    def write(text):
        name = "own_" + "".join(c if c.isalnum() else "_" for c in request.node.name)
        (tmp_path / f"{name}.py").write_text(text)
        return name

    return write


def refused(text, network):
    with pytest.raises(DecisionError) as found:
        named(text, network)
    told = str(found.value)
    assert len(told.splitlines()) == 1
    return told


def test_a_module_of_the_working_folder_is_found(own, network):
    module = own("class P:\n    def __init__(self, level=3):\n        self.level = level\n"
                 "    def decide(self, seen):\n        return ()\n")  # fmt: skip

    assert named(f"{module}:P:level=7", network).level == 7


def test_a_module_that_is_no_python_is_told_with_its_line(own, network):
    told = refused(f"{own('x = 1' + chr(10) + 'class P(:')}:P", network)

    assert "cannot be loaded: SyntaxError: " in told
    assert "line 2" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise RuntimeError('a\\nb')", r"cannot be loaded: RuntimeError: a\nb"),
        ("1 / 0", "cannot be loaded: ZeroDivisionError: division by zero"),
        ("import no_such_thing", "cannot be loaded: ModuleNotFoundError: No module named 'no_"),
        ("import sys\nsys.exit(0)", "cannot be loaded: SystemExit: 0"),
        ("from twin.errors import DecisionError\nraise DecisionError('x')", "DecisionError: x"),
    ],
)
def test_whatever_a_module_raises_is_told(own, network, text, said):
    assert said in refused(f"{own(text)}:P", network)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("def __init__(self): raise KeyError('k')", "cannot be made: KeyError: 'k'"),
        ("def __init__(self): raise ValueError('level must be 1')", ":P: level must be 1"),
        ("def __init__(self): import sys; sys.exit()", "cannot be made: SystemExit"),
        ("def __init__(self, network): pass", "cannot be made: TypeError: "),
    ],
)
def test_whatever_a_constructor_raises_is_told(own, network, body, said):
    assert said in refused(f"{own('class P:' + chr(10) + '    ' + body)}:P", network)


def test_a_module_without_the_class_is_told_with_the_file_that_was_found(own, network):
    module = own("P = 3\n")

    told = refused(f"{module}:P", network)

    assert f"{module}.py) has no class 'P'" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("base-stock:service_shar=0.9", "unknown parameter 'service_shar' (one of service_share, "),
        ("r-Q:history_days=3", "unknown parameter 'history_days' (one of "),
        ("base-stock:service_share=high", "service_share 'high' is no number (such as 0.95)"),
        ("base-stock:history_days=2.5", "history_days 2.5 is no whole number"),
        ("base-stock:network=3", "unknown parameter 'network'"),
    ],
)
def test_a_wrong_parameter_is_told_with_those_there_are(network, text, said):
    assert said in refused(text, network)


def test_a_class_of_ones_own_without_parameters_takes_none(own, network):
    module = own("class P:\n    def decide(self, seen):\n        return ()\n")

    assert "unknown parameter 'level' (it takes none)" in refused(f"{module}:P:level=2", network)
