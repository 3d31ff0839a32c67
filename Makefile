# make run     installs into .venv, indexes seeds/ into index/ and opens the shell (one search without a terminal)
# make test    the whole test suite            make lint    formatting, lints, types
# make bench   searchkit beside tantivy at 100,000 documents          make bench-full   at 1,000,000, and Lucene
#              BENCH_DIR=DIR to work in (build/bench), SHARED=DIR of the corpora, PEERS="lucene fts5", FRESH=1 to start over
# make bench-report   writes what was measured into docs/performance.md
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

BENCH := .venv/bench/bin/python -m benchmarks
TANTIVY := 0.27.0

.PHONY: run test lint format clean bench bench-full bench-report

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

bench: .venv/bench/ready
	$(BENCH) run 100k

bench-full: .venv/bench/ready
	$(BENCH) run 1m

bench-report: .venv/bench/ready
	$(BENCH) report docs/performance.md

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

.venv/bench/ready: .venv/python pyproject.toml
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check tantivy==$(TANTIVY) -e .
	@touch $@
