# One door: everything a newcomer or CI needs, from git, python3 and make alone.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
UV := $(VENV)/uv/bin/uv
LOCK_ARGS := --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header --quiet
OUT ?= tracker-demo
# One more than the cores of a small machine: many checks wait for processes, relays and browsers.
JOBS ?= 3
# Compiled modules are kept: without them every command, and a check starts hundreds, takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo check test test-long lint types unit bench reference faults lock sbom clean

help:  ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml tools/install.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, found " \
		+ sys.version.split()[0] + "; name one: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python tools/install.py requirements.lock
	@touch $(READY)

$(READY_DEV): requirements-dev.lock $(READY)
	@$(BIN)/python tools/install.py requirements-dev.lock
	@touch $(READY_DEV)

demo: $(READY)  ## the whole way on the bundled sample: crawl, flag, digest, calendar
	@$(BIN)/tracker demo --out $(OUT)

# Style and types take one core; the tests begin meanwhile on the other.
test: $(READY_DEV)  ## every check
	@$(MAKE) --no-print-directory --jobs=2 lint types unit

check: $(READY_DEV)  ## the quick loop of a contributor: style, contracts and the tests of what is pure
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder tests/core/test_pure.py tests/core/test_changes.py tests/core/test_verdict.py tests/core/test_stages.py tests/core/test_companions.py \
		tests/rules/test_syntax.py tests/rules/test_query.py tests/rules/test_matching.py tests/rules/test_topics.py tests/deadlines/test_reckoning.py \
		tests/rules/test_engine.py tests/rules/test_documents.py tests/rules/test_excerpts.py tests/rules/test_backtest.py \
		tests/testimony/test_windows.py tests/testimony/test_loader.py tests/testimony/test_notice_moments.py \
		tests/alerts/test_actions.py tests/core/test_prose.py tests/core/test_doubts.py tests/core/test_ocd_json.py \
		tests/core/test_listing.py tests/rules/test_evaluate.py tests/rules/test_codes.py tests/alerts/test_standing.py

test-long: $(READY_DEV)  ## what takes minutes: installs with old and new pips and Pythons, long simulations
	$(BIN)/pytest -m long -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

lint: $(READY_DEV)  ## style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/deptry .

types: $(READY_DEV)  ## mypy, strict
	$(BIN)/mypy

unit: $(READY_DEV)  ## the tests
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

bench: $(READY_DEV)  ## measurements, as ratios against named peers
	$(BIN)/python -m bench $(BENCH_ARGS)

reference: $(READY_DEV)  ## write docs/commands.md and docs/sources.md anew
	@$(BIN)/python -m tracker.cli.reference > docs/commands.md
	@$(BIN)/python -m spiders.catalogue > docs/sources.md
	@$(BIN)/python -m spiders.index > spiders/sources.json.new && mv spiders/sources.json.new spiders/sources.json

$(UV):
	@$(PYTHON) -m venv $(VENV)/uv
	@$(VENV)/uv/bin/python -m pip --disable-pip-version-check install --quiet --quiet uv

faults: $(READY_DEV)  ## play every fault, the long ones too, and write the table of docs/reliability.md
	TRACKER_TEST_FAULT_RESULTS=docs/faults.json $(BIN)/pytest -m "" -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS) $$($(BIN)/python tools/faults.py tests)
	$(BIN)/python tools/faults.py table

lock: $(UV)  ## resolve both locks anew from one resolve, with hashes and without addresses
	$(UV) pip compile pyproject.toml --group dev $(LOCK_ARGS) --upgrade --output-file requirements-dev.lock
	$(UV) pip compile pyproject.toml --constraints requirements-dev.lock $(LOCK_ARGS) --upgrade --output-file requirements.lock

sbom: $(READY)  ## write dist/sbom.cdx.json (CycloneDX) and dist/THIRD-PARTY-NOTICES.txt
	@$(BIN)/python tools/sbom.py dist

clean:  ## remove what was made
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
