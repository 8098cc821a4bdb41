# How this project is worked on: `make` shows the shipped sourcebook, `make test` proves that all is well.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.DELETE_ON_ERROR:
.PHONY: all test lint format lock bench docs screenshots clean help

## all: set up what is needed, check the shipped library, build citations/, show the reading list's shape
all: $(READY)
	@$(BIN)/sourcebook check --summary
	@$(BIN)/sourcebook build
	@$(BIN)/sourcebook stats --by viewpoint

## test: set up what is needed and run every check and test
test: lint
	$(BIN)/pytest -n 2

## lint: formatting, style, types, and the contract between the floors
lint: $(READY_DEV)
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/lint-imports

## format: mend what the machine can mend
format: $(READY_DEV)
	$(BIN)/ruff format src tests benchmarks docs
	$(BIN)/ruff check --fix src tests benchmarks docs

## docs: write the pages that are made from the code
docs: $(READY)
	$(BIN)/python docs/tables.py
	$(BIN)/python docs/console.py

## screenshots: take the pictures of the page in docs/images anew (needs Chromium)
screenshots: $(READY_DEV)
	$(BIN)/sourcebook build
	$(BIN)/python docs/screenshots.py

## bench: our commands beside papis, pubs, lychee and reader, as ratios in one run (needs the network once; takes minutes)
bench: $(READY_DEV)
	$(BIN)/python benchmarks/run.py

## lock: pin the exact versions anew (requirements.txt, requirements-dev.txt)
lock: $(READY_DEV)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --python-version 3.11 \
	  pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --python-version 3.11 \
	  pyproject.toml --extra dev -o requirements-dev.txt

## clean: remove what can be made anew
clean:
	@# What somebody is in the middle of writing cannot be made anew.
	[ ! -d .sourcebook ] || find .sourcebook -mindepth 1 -maxdepth 1 ! -name edits ! -name pending.json -exec rm -rf {} +
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

## help: this list
help:
	@sed -n 's/^## //p' Makefile

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sourcebook needs Python 3.11 or later.")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(READY): $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(READY_DEV): $(READY) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
