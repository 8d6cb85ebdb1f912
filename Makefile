# One door: everything a newcomer or CI needs, from git, python3 and make alone.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUT ?= tracker-demo
JOBS ?= 2

.PHONY: help demo test lint types unit bench reference lock clean

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing what requirements.lock names into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)  ## the whole way on the bundled sample: crawl, flag, digest, calendar
	@$(BIN)/tracker demo --out $(OUT)

test: $(READY) lint types unit  ## every check

lint: $(READY)  ## style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

unit: $(READY)  ## the tests
	$(BIN)/pytest -n $(JOBS) --dist loadgroup $(PYTEST_ARGS)

bench: $(READY)  ## measurements, as ratios against named peers
	$(BIN)/python -m bench $(BENCH_ARGS)

reference: $(READY)  ## write docs/commands.md and docs/sources.md anew
	@$(BIN)/python -m tracker.cli.reference > docs/commands.md
	@$(BIN)/python -m spiders.catalogue > docs/sources.md

lock: $(READY)  ## resolve requirements.lock anew, with hashes and without addresses
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --upgrade --output-file requirements.lock

clean:  ## remove what was made
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
