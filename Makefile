# "make help" prints the lines after ## below. Variables that may be set: PYTHON=/path/to/python; for the benchmarks
# BENCH_DIR=DIR to work in (build/bench), SHARED=DIR of the corpora, PEERS="lucene fts5", FRESH=1 to start over; for make
# mutants NUMBER=200 of lines and SEED=1 that draws them; for make soak SECONDS=1800 and HUNTS="queries kills"; for make
# quality ONLY="ranking stories" to measure less, and ACCEPT=1 to compare with these figures from now on.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
# rustup puts cargo where not every environment looks.
export PATH := $(PATH):$(HOME)/.cargo/bin
CARGO := cargo
NATIVE := $(shell find searchkit/native -name target -prune -o \( -name '*.rs' -o -name 'Cargo.*' \) -print)
# The versions of constraints.txt, also of what builds the package.
INSTALL := -m pip install --quiet --disable-pip-version-check -c constraints.txt
EDITABLE := $(INSTALL) --build-constraint constraints.txt -e
TESTS := -m pytest -n 2 --dist loadgroup tests

BENCH := .venv/bench/bin/python -m benchmarks
TANTIVY := 0.27.0
BM25S := 0.3.16
PYSTEMMER := 3.1.0
SHARED ?= ../shared
ATHERIS := 3.0.0
SECONDS ?= 1800
NUMBER ?= 200
SEED ?= 1

# Measuring Rust needs the tools of the LLVM that rustc is made with: rustup's component llvm-tools, else Debian's llvm-N.
LLVM = /usr/lib/llvm-$(shell rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')/bin
LLVM_TOOLS = $(if $(wildcard $(LLVM)/llvm-cov),LLVM_COV=$(LLVM)/llvm-cov LLVM_PROFDATA=$(LLVM)/llvm-profdata)

.DEFAULT_GOAL := help
.PHONY: help run test lint format tour pictures wheel sdist check-dist coverage coverage-rust mutants soak constraints clean
.PHONY: bench bench-page bench-shell bench-full bench-compare bench-report bench-extract quality

help: ## list the targets (also make alone)
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: .venv/run ## install into .venv, index seeds/ into index/, open the shell (without a terminal: one search)
	@if [ -t 0 ] && [ -t 1 ]; then \
		$(BIN)/searchkit index seeds/ && $(BIN)/searchkit shell; \
	else \
		$(BIN)/searchkit index seeds/ && $(BIN)/searchkit search border management; \
	fi

test: .venv/test ## the whole test suite, of Rust and of Python
	cd searchkit/native && $(CARGO) test --release --locked --quiet -p searchkit-core
	$(BIN)/python $(TESTS)

lint: .venv/lint ## formatting, lints and types of Python and Rust, the stub of the native core
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python tools/plain_english.py
	cd searchkit/native && $(CARGO) fmt --check && $(CARGO) clippy --release --locked --quiet --all-targets -- -D warnings
	$(BIN)/python -m mypy.stubtest searchkit._native --allowlist typings/native_stub_allowlist.txt
	@if command -v cargo-deny >/dev/null; then \
		cd searchkit/native && $(CARGO) deny check licenses bans sources; \
	else \
		echo "cargo-deny is not installed: the licences and sources of the crates are not checked"; \
	fi

format: .venv/lint ## format the code, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd searchkit/native && $(CARGO) fmt

tour: .venv/test ## type the keys of docs/tour.md into the shell, and write the screens after them
	$(BIN)/python -m tools.tour

pictures: .venv/test ## draw the pictures of the shell in docs/pictures/ from a run
	$(BIN)/python -m tools.tour pictures

wheel: .venv/python ## a wheel in dist/, for this system and every Python from 3.11 on
	rm -f dist/*.whl
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --build-constraint constraints.txt --no-deps --wheel-dir dist .

sdist: .venv/dist ## the sources in dist/, from which pip can build searchkit where Rust is
	rm -f dist/*.tar.gz
	$(BIN)/maturin sdist --out dist

check-dist: wheel sdist ## install the wheel and the sdist, each into an environment of its own, and search
	@set -e; for made in dist/*.whl dist/*.tar.gz; do \
		rm -rf build/check && $(PYTHON) -m venv build/check; \
		build/check/bin/python $(INSTALL) --upgrade pip; \
		build/check/bin/python $(INSTALL) --build-constraint constraints.txt $$made; \
		(cd build/check && bin/searchkit -i found index ../../seeds/ && bin/searchkit -i found search border management --ids); \
		echo "$$made installs and searches"; \
	done

coverage: .venv/coverage ## what of the Python code the tests run, line by line in build/coverage/html
	rm -rf build/coverage && mkdir -p build/coverage
	@$(BIN)/python -m coverage run $(TESTS); failed=$$?; \
	$(BIN)/python -m coverage combine --quiet && \
	$(BIN)/python -m coverage html --quiet --directory build/coverage/html && \
	$(BIN)/python -m coverage report && exit $$failed

coverage-rust: ## what of the Rust core its own tests run (needs cargo-llvm-cov and LLVM's tools)
	@command -v cargo-llvm-cov >/dev/null || { echo "this needs cargo-llvm-cov: cargo install cargo-llvm-cov --locked" >&2; exit 1; }
	cd searchkit/native && $(LLVM_TOOLS) $(CARGO) llvm-cov --release --locked -p searchkit-core --summary-only

mutants: .venv/test ## change random lines, one at a time, and see which changes no test notices
	nice $(BIN)/python -m tools.mutants --number $(NUMBER) --seed $(SEED)

soak: .venv/test .venv/soak/ready ## hunt for faults for half an hour: hostile input, kills, readers beside a writer, fuzzing
	SHARED=$(abspath $(SHARED)) nice $(BIN)/python -m tools.soak --seconds $(SECONDS) $(if $(HUNTS),--only $(HUNTS))

constraints: .venv/python ## renew constraints.txt: the newest versions that pyproject.toml accepts
	$(BIN)/python tools/make_constraints.py

bench: .venv/bench/ready ## searchkit beside tantivy at 100,000 documents
	$(BENCH) run 100k

bench-page: .venv/bench/ready ## a page of the shell at 100,000 articles, part by part, and beside tantivy
	SHARED=$(SHARED) $(BENCH) page 100k

bench-shell: .venv/test ## from a key to the paint in the full view of the shell, on the indexes INDEX="DIR DIR" (index)
	$(BIN)/python -m benchmarks shell $(or $(INDEX),index)

bench-full: .venv/bench/ready ## the same at 1,000,000 documents, and Lucene
	$(BENCH) run 1m

bench-compare: .venv/bench/ready ## this checkout beside another at BEFORE=DIR, whose core is built: times by turns, and ratios
	$(BENCH) compare $(BEFORE) 100k

bench-report: .venv/bench/ready ## write what was measured into docs/performance.md
	$(BENCH) report docs/performance.md

bench-extract: .venv/test ## how many articles a second are read for dates, places and names
	SHARED=$(SHARED) $(BIN)/python -m benchmarks.extraction

quality: .venv/bench/ready ## how well names and dates are read and searches rank, against gold data of SHARED
	$(BENCH).quality $(SHARED) $(addprefix --only ,$(ONLY)) $(if $(ACCEPT),--accept)

clean: ## remove .venv and all that was built
	rm -rf .venv build dist *.egg-info searchkit/native/target searchkit/_native*.so

.venv/python: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "searchkit needs Python 3.11 or later; set PYTHON=/path/to/it" >&2; exit 1; }
	@command -v $(CARGO) >/dev/null || { echo "searchkit needs Rust 1.88 or later to build its native core: install it from https://rustup.rs" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python $(INSTALL) --upgrade pip
	@touch $@

# Each holds what those above it hold, so that nothing is built twice.
.venv/run: .venv/python pyproject.toml $(NATIVE)
	$(BIN)/python $(EDITABLE) .
	@touch $@

.venv/test: .venv/python pyproject.toml $(NATIVE)
	$(BIN)/python $(EDITABLE) '.[test]'
	@touch .venv/run $@

.venv/lint: .venv/python pyproject.toml $(NATIVE)
	$(BIN)/python $(EDITABLE) '.[test,lint]'
	@touch .venv/run .venv/test $@

.venv/coverage: .venv/python pyproject.toml $(NATIVE)
	$(BIN)/python $(EDITABLE) '.[test,coverage]'
	@touch .venv/run .venv/test $@

.venv/dist: .venv/python
	$(BIN)/python $(INSTALL) maturin
	@touch $@

.venv/bench/ready: .venv/python pyproject.toml $(NATIVE)
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/python $(INSTALL) --upgrade pip
	.venv/bench/bin/python $(EDITABLE) . tantivy==$(TANTIVY) bm25s==$(BM25S) PyStemmer==$(PYSTEMMER)
	@touch $@

# atheris has no wheels for every Python and system. Without it, the hunts that it guides say so.
.venv/soak/ready: .venv/python pyproject.toml $(NATIVE)
	$(PYTHON) -m venv .venv/soak
	.venv/soak/bin/python $(INSTALL) --upgrade pip
	.venv/soak/bin/python $(EDITABLE) '.[test]'
	.venv/soak/bin/python -m pip install --quiet --disable-pip-version-check atheris==$(ATHERIS) || rm -rf .venv/soak/bin
	@touch $@
