"""Did anything change at all? One run, stored; renewed by `make golden` with a reason."""

import json

import pytest

from tests.golden.summary import FILE, summary_text


def test_the_stored_run_has_not_changed() -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))

    now = json.loads(summary_text())

    assert now["ledger_sha256"] == stored["ledger_sha256"]
    assert now["metrics"].keys() == stored["metrics"].keys()
    for name, value in stored["metrics"].items():
        close = value if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)
        assert now["metrics"][name] == close, name
