# Everything runs in .venv, which these targets make and fill by themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
SOURCES := pyproject.toml constraints.txt
OUT ?= out/north-dakota
ONLY ?= all

.PHONY: demo test long check lint bench golden help clean

help: ## print what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.package: $(SOURCES) | $(BIN)/python
	$(INSTALL) -e .
	@touch $@

$(VENV)/.test: $(SOURCES) | $(BIN)/python
	$(INSTALL) -e '.[test]'
	@touch $@

$(VENV)/.check: $(SOURCES) | $(BIN)/python
	$(INSTALL) -e '.[test,check]'
	@touch $@

$(VENV)/.bench: $(SOURCES) | $(BIN)/python
	$(INSTALL) -e '.[bench]'
	@touch $@

demo: $(VENV)/.package ## install, and study two ways to supply North Dakota (about two minutes)
	$(BIN)/pharmatwin study north-dakota --against north-dakota/micro-hubs \
	    --policies base-stock,s-S --replications 20 --seed 1 --workers 2 --out $(OUT)
	$(BIN)/pharmatwin report $(OUT)

test: $(VENV)/.test ## install with the test extra, and run the whole test suite
	$(BIN)/python -m pytest -n auto --dist worksteal

long: $(VENV)/.test ## run the further cases of laws that `make test` tries in part (about ten minutes)
	$(BIN)/python -m pytest -n auto --dist worksteal -m long

lint: $(VENV)/.check ## ruff and mypy --strict
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test ## lint and test

bench: $(VENV)/.bench ## measure speed against other programs in one interleaved run (ONLY=name)
	$(BIN)/python -m experiments.benchmarks $(ONLY)

golden: $(VENV)/.test ## write the golden summary anew (say why in the changelog)
	$(BIN)/python -m tests.golden

clean: ## remove the virtual environment and everything written
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
