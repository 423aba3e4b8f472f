.DEFAULT_GOAL := help
PYTHON ?= python3
# The matrices are small: one thread loses nothing alone, and does not stall on a shared machine.
export OMP_NUM_THREADS ?= 1
BIN := .venv/bin
ROOT := $(CURDIR)
INSTALLED := .venv/.installed
SCATTER_BUILT := .venv/.scatter-built

.PHONY: help setup test study docs lint types wheel wheel-offline extras clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "make %-14s %s\n", $$1, $$2}'

setup: $(INSTALLED) $(if $(filter 1,$(SCATTER)),$(SCATTER_BUILT))  ## create .venv with the tested versions (SCATTER=1: also build torch-scatter)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || { echo "error: '$(PYTHON)' is not Python 3.10 or newer; try: make setup PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "error: '$(PYTHON)' has no venv module; install it (Debian, Ubuntu: the package python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --prefer-binary -c constraints.txt -e ".[dev,docs]"
	@touch $@

# torch-scatter compiles against the installed torch, so it cannot be built in isolation.
$(SCATTER_BUILT): $(INSTALLED)
	$(BIN)/python -m pip install --prefer-binary -c constraints.txt setuptools wheel ninja
	PATH="$(ROOT)/$(BIN):$$PATH" $(BIN)/python -m pip install --no-build-isolation --no-deps -c constraints.txt torch-scatter
	@touch $@

test: setup lint types  ## lint, types, import layers, tests, documentation, offline check of the wheel
	$(BIN)/lint-imports
	MPLBACKEND=Agg $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder
	@$(MAKE) --no-print-directory docs
	@$(MAKE) --no-print-directory wheel-offline

study: setup  ## run the study on the bundled sample into results/
	$(BIN)/pyg-jets study --out results

docs: setup  ## build the documentation site into docs/_build/html; a warning is an error
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "docs: docs/_build/html/index.html"

lint: setup  ## ruff check and ruff format --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup  ## mypy on pyg_jets and tests
	$(BIN)/mypy

# build/ is removed first: setuptools would pack files left there by an earlier build.
wheel-offline: setup  ## build the wheel and use it from another folder, without network
	@rm -rf build; set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(BIN)/python -m build --wheel --no-isolation --outdir "$$tmp/dist" . >"$$tmp/log" 2>&1 || { cat "$$tmp/log"; exit 1; }; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --target "$$tmp/site" "$$tmp"/dist/*.whl; \
	cd "$$tmp"; PYTHONPATH="$$tmp/site" "$(ROOT)/$(BIN)/python" -c "$$WHEEL_CHECK" "$$tmp/site"

define WHEEL_CHECK
import pathlib, sys
import pyg_jets, pyg_jets.datasets
found, target = (pathlib.Path(p).resolve() for p in (pyg_jets.__file__, sys.argv[1]))
assert found.is_relative_to(target), f"imported {found}, not the wheel"
jets = len(pyg_jets.datasets.sample("w"))
assert jets >= 4000, f"the bundled sample has {jets} jets, expected 4000 or more"
taggers = [pyg_jets.pretrained(name) for name in pyg_jets.taggers.PRETRAINED]
cards = [pyg_jets.model_card(name) for name in pyg_jets.taggers.PRETRAINED]
assert [card["name"] for card in cards] == list(pyg_jets.taggers.PRETRAINED)
print(f"wheel: imported from its own folder, {jets} jets in the bundled sample, {len(taggers)} trained taggers")
endef
export WHEEL_CHECK

wheel: setup  ## build the wheel and install it in an empty environment (needs the network)
	@rm -rf build; set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(BIN)/python -m build --wheel --no-isolation --outdir "$$tmp/dist" .; \
	$(BIN)/python -m venv "$$tmp/venv"; \
	"$$tmp/venv/bin/python" -m pip install --prefer-binary -c constraints.txt "$$tmp"/dist/*.whl; \
	cd "$$tmp"; "$$tmp/venv/bin/python" -c "$$WHEEL_CHECK" "$$tmp/venv"; \
	"$$tmp/venv/bin/pyg-jets" --help

extras: setup  ## the wheel in empty environments: core only, then each extra alone (minutes, needs the network)
	@rm -rf build; set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(BIN)/python -m build --wheel --no-isolation --outdir "$$tmp" . >"$$tmp/log" 2>&1 || { cat "$$tmp/log"; exit 1; }; \
	PYTHON=$(BIN)/python .ci/extras "$$tmp"/*.whl dask docs formats simulation $(if $(filter 1,$(SCATTER)),scatter)

clean:  ## remove caches and build products (keeps .venv and results/)
	rm -rf build dist docs/_build docs/api *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache lightning_logs
	find pyg_jets tests $(wildcard examples benchmarks tools) -name __pycache__ -type d -prune -exec rm -rf {} +
