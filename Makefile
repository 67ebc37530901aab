# make compare   sets up what is missing, compares two articles and says where the report is
# make quick     the tests that need no model, browser, Java or PostgreSQL, in under a minute
# make test      sets up what is missing, then runs everything that CI runs
# make help      lists the rest

SHELL  := /bin/bash
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
TESTS  := $(VENV)/.ready-for-tests
BIOME  := $(VENV)/biome

# The CPU build of torch, for the tests of other sentence models. Where the index that pip asks has only the CUDA build (2 GB more):
#   make test TORCH="torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu"
TORCH  ?= torch==2.13.0
TEST_EXTRAS := index,families,postgres,crawl,serve,postgres-tests,dev
# Gigabytes that one test file each asks for: compiling them beforehand would cost a minute, what is imported of them is little
BIG_EXTRAS  := models,spark

A      ?= data/harbour-levy/source.txt
B      ?= data/harbour-levy/rewrite.txt
OUTPUT ?= report.html
# make soak: how many times as many examples hypothesis draws, and how often a writer is killed
SEARCH ?= 100
KILLS  ?= 200
# make soak: seconds for which each target of the fuzzer is searched
FUZZ   ?= 600
# Tests at once, a file on one worker: what its tests share (a JVM, a browser, torch) is made once
JOBS   ?= $(shell nproc)
# The seed of a random order (CI draws one at each run); empty for the order in which the tests are written
ORDER  ?=
PYTEST := $(BIN)/pytest $(if $(ORDER),--randomly-seed=$(ORDER),-p no:randomly) -n $(JOBS) --dist loadfile --no-loadscope-reorder --durations=10

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
INSTALL := .ci/install $(BIN)

.DEFAULT_GOAL := help
.PHONY: help setup compare quick test lint types wheel lowest platforms dist reference format soak pictures bench clean

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

setup: $(READY) ## Everything that is slow, once: packages, the model's check, the files made from it

# Redone when what it installs changes; a run that was cut short leaves no stamp and goes on where it stopped.
$(READY): pyproject.toml constraints.txt .ci/apt.txt .ci/install .ci/uv-settings hatch_build.py $(wildcard dedup/sketch/native/*.[ch])
	@PYTHON=$(PYTHON) .ci/system setup
	@.ci/system speed
	@test -x $(BIN)/python || { echo "setup 1/3: virtual environment in $(VENV)"; $(PYTHON) -m venv $(VENV) 2>/dev/null || $(PYTHON) -m virtualenv -q $(VENV); }
	@echo "setup 2/3: dedup and what it needs (200 MB to fetch)"
	@$(INSTALL) --compile --editable .
	@echo "setup 3/3: what is slow and done once"
	@$(BIN)/python -m dedup.setup
	@touch $@

$(TESTS): $(READY)
	@echo "setup for tests: linters, pytest, a browser, torch (a minute or two the first time)"
	@PYTHON=$(PYTHON) .ci/system test
	@$(INSTALL) --compile --editable '.[$(TEST_EXTRAS)]'
	@$(INSTALL) $(TORCH)
	@$(INSTALL) --editable '.[$(BIG_EXTRAS)]'
	@! command -v npm >/dev/null || npm install --silent --no-save --prefix $(BIOME) @biomejs/biome@2.6.8 || true
	@touch $@

compare: $(READY) ## Compare two articles: make compare A=source.txt B=rewrite.txt OUTPUT=report.html
	@$(BIN)/dedup compare $(A) $(B) --format html --output $(OUTPUT)
	@echo "compared $(A) with $(B)"
	@echo "report page: $(abspath $(OUTPUT)) (open it in a browser)"
	@echo "in the terminal: $(BIN)/dedup compare $(A) $(B)"

quick: $(TESTS) ## The tests that need no model, browser, Java or PostgreSQL and take no time, for the hand
	@$(PYTEST) -m "not model and not browser and not spark and not postgres and not slow"

test: lint types ## Everything that CI runs: style, types, tests; ORDER=7 in the random order of that seed
	@$(PYTEST)

lint: $(TESTS) ## Style, changing nothing
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@if test -x $(BIOME)/node_modules/.bin/biome; then $(BIOME)/node_modules/.bin/biome check dedup/report/assets dedup/serve/assets; \
	else echo "no biome, which npm would bring: the page's style and scripts are not checked"; fi

types: $(TESTS) ## Types, strict, and what a user's script sees of them
	@$(BIN)/mypy
	@$(BIN)/mypy tests/typed_script.py

wheel: $(TESTS) ## The wheel alone in an empty environment, in its newest and its lowest versions, compares two texts; twine checks it, and each `pip install` of the docs is tried
	@.ci/wheel $(BIN)

lowest: $(TESTS) ## The lowest versions of the base and its extras, torch and Spark apart, and the tests that use them; not part of CI
	@.ci/lowest $(BIN)

platforms: $(READY) ## On which platforms and Pythons all that the base and the extras need has wheels, into docs/install.md; not part of CI
	@.ci/platforms $(BIN) --write

dist: $(TESTS) ## What a release uploads, in dist: the source, a wheel for every platform, one of this platform with the loops in C
	@.ci/dist $(BIN)

reference: $(TESTS) ## The API reference, from the docstrings, into build/reference
	@$(BIN)/python docs/reference.py build/reference

format: $(TESTS) ## Put imports and layout in order
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format

soak: $(TESTS) ## More than make test takes: a writer killed 200 times; 100 times the examples, drawn anew, 500 hostile articles in the browser, seven targets fuzzed for ten minutes each
	@DEDUP_KILLS=$(KILLS) $(BIN)/pytest -p no:randomly tests/test_detect.py -k kill
	@DEDUP_SEARCH=$(SEARCH) $(PYTEST) -m hypothesis
	@DEDUP_SEARCH=$(SEARCH) $(BIN)/pytest -p no:randomly tests/test_report_browser.py -k hostile
	@for target in text json html warc parquet csv page; do $(BIN)/python tests/fuzz.py $$target $(FUZZ) || exit 1; done

pictures: $(TESTS) ## The pictures of the README, from the examples in data/
	@$(BIN)/python -m benchmarks.screenshots

bench: $(READY) ## Measure, and hold the floors: make bench ARGS="..."
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## Remove what tests and builds leave, not the virtual environment
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist $(OUTPUT)
