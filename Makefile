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
# Test files run side by side, one for each core; make test SIDE_BY_SIDE= runs one after another.
SIDE_BY_SIDE ?= --numprocesses auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast soak soak-hour chaos flood fuzz bench bench-speech audit check setup format lint types layers wheel-check data-check clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.supine ## talk to the skill by keyboard, on a broker of its own
	@$(BIN)/supine demo $(ARGS)

test: $(VENV)/.test ## run every test; what the machine lacks is skipped and named (CI=true: fails)
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS)

test-fast: $(VENV)/.test ## run the tests that need no broker and no Rhasspy
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not broker and not rhasspy and not packaging" $(ARGS)

soak: $(VENV)/.test ## a hundred kills around due reminders, a simulated day of 1,000 sites; 15 minutes
	@$(BIN)/python -m pytest tests/soak -s --kills 100 --day 1000 24 -o faulthandler_timeout=0 $(ARGS)

soak-hour: $(VENV)/.test ## use one site for a real hour and watch what the service takes; ARGS="--minutes 10"
	@$(BIN)/python tests/soak/hour.py $(ARGS)

bench: $(VENV)/.test .venv-peers/.peers ## measure speed, time and size beside peers; ARGS="first_word" for one
	@$(BIN)/python tests/bench/run.py $(ARGS)

flood: $(VENV)/.test ## send the service 5,000 messages a second for a minute, and measure
	@$(BIN)/python -m pytest tests/deploy/test_flood.py -s --seconds 60 -o faulthandler_timeout=0 $(ARGS)

chaos: $(VENV)/.test ## let everything fail for ten minutes, by chance; ARGS="--minutes 60 --seed 5"
	@$(BIN)/python -m pytest tests/chaos/test_chaos.py -s --minutes 10 --seed 0 -o faulthandler_timeout=0 $(ARGS)

fuzz: $(VENV)/.test ## feed damaged bytes to what reads them, a minute each; ARGS="--seconds 600 codec"
	@$(PIP) install atheris 2>/dev/null || echo "fuzz: no atheris for this machine"
	@$(BIN)/python tests/fuzz/run.py $(ARGS)

bench-speech: .venv-bench/.speech ## speak the commands by machine, hear them, see what is understood; two hours, then seconds
	@.venv-bench/bin/python tests/bench/speech/hear.py --kept .venv-bench/heard.json $(ARGS)

audit: $(VENV)/.test ## look for known vulnerabilities and odd licences in what supine needs
	@test -x .venv-audit/bin/pip-audit || { "$(PYTHON)" -m venv --clear .venv-audit && \
		.venv-audit/bin/python -m pip -qq --disable-pip-version-check install pip-audit; } || \
		echo "audit: pip-audit cannot be installed here"
	@$(BIN)/python deploy/audit.py --pip-audit .venv-audit/bin/pip-audit $(ARGS)

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
	@rm -rf .fuzz $(VENV) .venv-audit .venv-rhasspy .venv-peers .venv-bench build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis \
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

# What supine is measured beside.  rhasspy-hermes-app pins an older rhasspy-hermes that handles no
# intent on today's Pythons, so it is put onto the newer one without asking it.
.venv-peers/.peers: tests/bench/peers/requirements.txt
	@test -x .venv-peers/bin/pip || "$(PYTHON)" -m venv --clear .venv-peers
	@.venv-peers/bin/python -m pip -qq --disable-pip-version-check install -r $<
	@.venv-peers/bin/python -m pip -qq --disable-pip-version-check install --no-deps rhasspy-hermes-app==1.1.2
	@touch $@

# Voices and recognisers of speech, with their models: half a gigabyte.
.venv-bench/.speech: tests/bench/speech/requirements.txt pyproject.toml
	@test -x .venv-bench/bin/pip || "$(PYTHON)" -m venv --clear .venv-bench
	@echo "installing voices and recognisers of speech into .venv-bench (once; some minutes)"
	@.venv-bench/bin/python -m pip -qq --disable-pip-version-check install "pip>=25.1"
	@.venv-bench/bin/python -m pip -qq --disable-pip-version-check install --editable ".[demo]" -r $<
	@touch $@
