# make run     installs into .venv, indexes seeds/ into index/ and opens the shell (one search without a terminal)
# make test    the whole test suite            make lint    formatting, lints, types       make wheel   a wheel in dist/
# make bench   searchkit beside tantivy at 100,000 documents          make bench-full   at 1,000,000, and Lucene
#              BENCH_DIR=DIR to work in (build/bench), SHARED=DIR of the corpora, PEERS="lucene fts5", FRESH=1 to start over
# make bench-report   writes what was measured into docs/performance.md
# make quality        how well dates, places and names are read, against gold data of SHARED
# make bench-extract  how many articles a second are read for them
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
# rustup puts cargo where not every environment looks.
export PATH := $(PATH):$(HOME)/.cargo/bin
CARGO := cargo
NATIVE := $(shell find searchkit/native -name target -prune -o \( -name '*.rs' -o -name 'Cargo.*' \) -print)

BENCH := .venv/bench/bin/python -m benchmarks
TANTIVY := 0.27.0

.PHONY: run test lint format wheel clean quality bench bench-full bench-report bench-extract

run: .venv/run
	@if [ -t 0 ] && [ -t 1 ]; then \
		$(BIN)/searchkit index seeds/ && $(BIN)/searchkit shell; \
	else \
		$(BIN)/searchkit index seeds/ && $(BIN)/searchkit search border management; \
	fi

test: .venv/test
	cd searchkit/native && $(CARGO) test --release --locked --quiet -p searchkit-core
	$(BIN)/python -m pytest -n 2 --dist loadgroup tests

lint: .venv/lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest searchkit._native --allowlist typings/native_stub_allowlist.txt
	cd searchkit/native && $(CARGO) fmt --check && $(CARGO) clippy --release --locked --quiet --all-targets -- -D warnings

format: .venv/lint
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd searchkit/native && $(CARGO) fmt

wheel: .venv/python
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

bench: .venv/bench/ready
	$(BENCH) run 100k

bench-full: .venv/bench/ready
	$(BENCH) run 1m

bench-report: .venv/bench/ready
	$(BENCH) report docs/performance.md

SHARED ?= ../shared

quality: .venv/test
	$(BIN)/python -m benchmarks.quality $(SHARED)

bench-extract: .venv/test
	SHARED=$(SHARED) $(BIN)/python -m benchmarks.extraction

clean:
	rm -rf .venv build dist *.egg-info searchkit/native/target searchkit/_native*.so

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "searchkit needs Python 3.11 or later; set PYTHON=/path/to/it" >&2; exit 1; }
	@command -v $(CARGO) >/dev/null || { echo "searchkit needs Rust 1.88 or later to build its native core: install it from https://rustup.rs" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/python pyproject.toml $(NATIVE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/test: .venv/python pyproject.toml $(NATIVE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

.venv/lint: .venv/python pyproject.toml $(NATIVE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint]'
	@touch $@

.venv/bench/ready: .venv/python pyproject.toml $(NATIVE)
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check tantivy==$(TANTIVY) -e .
	@touch $@
