# One command per task; `make` alone lists them.  Two of them are all a newcomer needs:
#   make demo     the whole skill on this machine, no Rhasspy and no microphone needed
#   make test     every test that this machine can run
# Both make their own virtual environment first; nothing is installed outside this folder.

# The first Python that is new enough; `make PYTHON=python3.12 test` picks another.
PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$candidate"; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
# Extra arguments: make demo ARGS="--fast 60", make test ARGS="tests/core -x".
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast soak check setup format lint types layers wheel-check data-check clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.supine ## talk to the skill by keyboard, on a broker of its own
	@$(BIN)/supine demo $(ARGS)

test: $(VENV)/.test ## run every test; what the machine lacks is skipped and named (CI=true: fails)
	@$(BIN)/python -m pytest $(ARGS)

test-fast: $(VENV)/.test ## run the tests that need no broker and no Rhasspy
	@$(BIN)/python -m pytest -m "not broker and not rhasspy and not packaging" $(ARGS)

soak: $(VENV)/.test ## kill the service a hundred times around due reminders; takes ten minutes
	@$(BIN)/python -m pytest tests/soak -s --kills 100 -o faulthandler_timeout=0 $(ARGS)

check: test lint types layers wheel-check data-check ## all that has to hold before a change is taken

setup: $(VENV)/.test $(VENV)/.lint $(VENV)/.package ## install everything that any target needs
	@echo "setup: $(VENV) is ready"

format: $(VENV)/.lint ## put the code into the house's form
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format .

lint: $(VENV)/.lint ## report what breaks the house style, change nothing
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && echo "lint: clean"

types: $(VENV)/.lint ## check the types, strictly
	@$(BIN)/mypy

layers: $(VENV)/.lint ## check who may import whom
	@$(BIN)/lint-imports --no-logo >$(VENV)/layers.txt 2>&1 || { cat $(VENV)/layers.txt; exit 1; }
	@echo "layers: $$(sed -n '/^Contracts:/p' $(VENV)/layers.txt)"

wheel-check: $(VENV)/.package ## build wheel and sdist, install and use them away from here
	@$(BIN)/python -m pytest -m packaging tests/packaging

data-check: $(VENV)/.supine ## check the routines and sentences that supine ships
	@$(BIN)/supine check

clean: ## remove what these targets made
	@rm -rf $(VENV) .venv-rhasspy build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean: done"

# ---- the environment: each stamp is renewed only when pyproject.toml is newer ------------------

# `pip install --group` came with pip 25.1.
$(VENV)/.supine: pyproject.toml
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "supine needs Python 3.11 or newer: install it, or name it: make PYTHON=python3.12 ..."; \
		exit 1; }
	@test -x $(BIN)/pip || "$(PYTHON)" -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make virtual environments: on Debian, apt install python3-venv"; \
		exit 1; }
	@echo "installing supine into $(VENV) (once; a minute or so)"
	@$(PIP) install "pip>=25.1"
	@$(PIP) install --editable ".[demo]"
	@touch $@

$(VENV)/.test: $(VENV)/.supine
	@$(PIP) install --group test
	@touch $@

$(VENV)/.lint: $(VENV)/.supine
	@$(PIP) install --group lint
	@touch $@

$(VENV)/.package: $(VENV)/.test
	@$(PIP) install --group package
	@touch $@
