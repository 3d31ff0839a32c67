# make run     installs into .venv, indexes seeds/ into index/ and opens the shell (one search without a terminal)
# make test    the whole test suite            make lint    formatting, lints, types
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

.PHONY: run test lint format clean

run: .venv/run
	@if [ -t 0 ] && [ -t 1 ]; then \
		$(BIN)/searchkit index seeds/ && $(BIN)/searchkit shell; \
	else \
		$(BIN)/searchkit index seeds/ && $(BIN)/searchkit search border management; \
	fi

test: .venv/test
	$(BIN)/python -m pytest -n 2 --dist loadgroup tests

lint: .venv/lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/lint
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv build dist *.egg-info

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "searchkit needs Python 3.11 or later; set PYTHON=/path/to/it" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/test: .venv/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

.venv/lint: .venv/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint]'
	@touch $@
