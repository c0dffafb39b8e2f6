# Engage. `make demo` and `make test` do all their own set-up; `make help` lists the verbs.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
# Compiled by all cores, or when first used: pip would compile everything with one.
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
# uv unpacks with all cores, in a quarter of pip's time. It knows nothing of a mirror set for pip,
# and where it fails it has said why: pip does it then.
fetch = { ! $(BIN)/pip config list | grep -q '\.index-url=' && $(BIN)/uv pip install --quiet --python $(BIN)/python $(1); } || $(PIP) $(1)
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --upgrade --quiet
# Loaded once, and more forks than cores, for tests often wait. See tests/quick/forks.py.
FORKS := $(BIN)/python -m pytest -p tests.quick.forks -q --forks
# Programs that tests start find what the first of them compiled: a third of what a start costs.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install dev demo test check static fast prove peers image bench pictures lock clean

help: ## list these verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Engage needs Python 3.11 or newer; set PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { tests/needs.sh python3-venv && $(PYTHON) -m venv .venv; }
	$(PIP) --require-hashes -r requirements-uv.lock
	@touch $@

.venv/.installed: .venv/.uv requirements.lock pyproject.toml
	$(call fetch,--require-hashes -r requirements.lock)
	$(call fetch,--no-deps --no-build-isolation -e .)
	@touch $@

.venv/.compiled: .venv/.installed
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true # some packages hold templates, no modules
	@touch $@

.venv/.dev: .venv/.installed requirements-dev.lock
	$(call fetch,--require-hashes -r requirements-dev.lock)
	@touch $@

install: .venv/.compiled ## leave the program at .venv/bin/engage

dev: .venv/.installed ## the program and everything its tests need from Python
	@$(MAKE) -s --no-print-directory -j 2 .venv/.dev .venv/.compiled

demo: install ## the playground in your browser, no keys needed
	$(BIN)/engage demo

check: dev ## the fast ring: format, lint, types, import contract, unit and scenario tests
	@$(MAKE) --no-print-directory -j 2 static fast # beside each other: these tests often wait

static: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: dev
	$(FORKS) 6 tests/scenario tests/unit # those that wait come first

test: dev ## everything but the long proofs and the evals with a real model
	tests/needs.sh chromium
	tests/peers/bluesky/net.sh install
	$(BIN)/python -m tests.peers.slack_types.compiler install
	$(MAKE) check
	$(FORKS) 5 -k 'not own-page' tests/browser tests/conformance tests/integration tests/evals

prove: dev ## the long proofs: kills, cuts, mutations; figures for docs/reliability.md
	tests/peers/bluesky/net.sh install
	ENGAGE_RUNS=$${ENGAGE_RUNS:-100} ENGAGE_AWAY_S=$${ENGAGE_AWAY_S:-20} $(BIN)/pytest -q -s -o timeout=7200 tests/integration/test_sync_kills.py tests/integration/test_killed_serve.py tests/integration/test_outages_stores.py tests/integration/test_rolling.py tests/evals/test_gate.py tests/proofs
	ENGAGE_RUNS=$${ENGAGE_RUNS:-200} $(BIN)/pytest -q -s -o timeout=7200 tests/integration/test_publishing_cuts.py tests/integration/test_publishing_kills.py tests/integration/test_publishing_mastodon_once.py tests/integration/test_publishing_once_x.py tests/integration/test_publishing_once_meta.py tests/integration/test_publishing_weather.py tests/integration/test_posting_cuts.py tests/integration/test_posting_kills.py tests/integration/test_posting_mastodon_once.py tests/integration/test_posting_once_x.py tests/integration/test_posting_weather.py
	$(BIN)/pytest -q -k own-page tests/conformance
	$(FORKS) 2 --hypothesis-profile=default tests/unit

peers: dev ## checks against official specs in the folder ENGAGE_SPECS
	@test -n "$$ENGAGE_SPECS" || { echo "Set ENGAGE_SPECS to the folder that holds slack-manifest.v2.json and x-openapi-v2.159.json and -v2.167.json."; exit 1; }
	$(BIN)/python -m tests.peers.x_contract.prism install
	$(BIN)/pytest -q -m peers tests

image: ## the steps of the Docker image in a clean folder, without Docker
	tests/image.sh

bench: dev ## ratios against baselines, exit 1 over budget
	$(BIN)/python -m bench.ask
	$(BIN)/python -m bench.notes
	$(BIN)/python -m bench.tokens

pictures: dev ## take the pictures of the README anew
	$(BIN)/python -m tests.browser.picture docs/images

lock: .venv/.uv ## lock dependencies anew, with hashes
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group build --group dev -o requirements-dev.lock
	$(LOCK) --group uv --no-annotate -o requirements-uv.lock

clean: ## forget the virtual environment and caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
