# `make serve` starts the service, `make test` runs the tests.
# Both need python3 (3.11 or newer) and make; pip installs the rest into .venv.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 1
CORPORA ?= corpora

# Tests that run at the same time.
JOBS ?= 2

BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The locks are complete: nothing is left to resolve. Without --no-deps, older pips (such as the 23.2 of
# Python 3.11) still try, and refuse an extra such as coverage[toml] because it has no hash.
LOCKED = --no-deps --require-hashes --requirement
# Tests run JOBS at once, those marked `alone` one after the other at the end. ARGS may choose none
# of either kind: pytest exits with 5 then.
PYTEST = $(BIN)/python -m pytest
# Hundreds of processes of the tests import the same modules: compile these once, whatever is set.
export PYTHONDONTWRITEBYTECODE =
AT_ONCE = -n $(JOBS) --dist worksteal -m "not alone" $(ARGS)
# To import all other files takes as long as many of these tests.
ALONE_FILES = $(shell grep -rl --include='test_*.py' pytest.mark.alone tests)
ALONE = -m alone $(or $(ARGS),$(ALONE_FILES))
OR_NONE = || [ $$? -eq 5 ]
MINIMUM = import sys; sys.version_info >= (3, 11) or sys.exit("levelhead needs Python 3.11 or newer: make PYTHON=…")
UV = uv==0.13.9
AUDIT = pip-audit==2.10.1
SBOM = cyclonedx-bom==7.5.0
COMPILE = build/uv/bin/uv pip compile --quiet --no-annotate --no-header --no-config
LOCK = $(COMPILE) --universal --python-version 3.11 --generate-hashes $(UPGRADE)

.PHONY: serve corpus mcp test test-ci test-all tried test-lowest test-ray check licences audit sbom fuzz fuzz-code hostile attack soak fix \
	bench bench-quick eval answers eval-corpora openapi settings codebook screenshots extension wordpress lock clean

serve: .venv/project
	@echo "Once it is up, try:"
	@echo "  curl -s -H 'Content-Type: text/plain' -d 'The bonkers plan may fail.' http://127.0.0.1:$(PORT)/analyze"
	@$(BIN)/levelhead serve --port $(PORT) --workers $(WORKERS)

# Adds the packages of `levelhead score` and `levelhead report` to .venv, as locked for development.
# Also makes the install of levelhead editable again if `pip install '.[corpus]'` replaced it.
corpus: .venv/dev
	$(PIP) --no-deps --no-build-isolation --editable .
	@echo "Ready: $(BIN)/levelhead score --help"

# The same for `levelhead mcp`.
mcp: .venv/dev
	$(PIP) --no-deps --no-build-isolation --editable .
	@echo "Ready: $(BIN)/levelhead mcp --help"

# The tests that need only Python, in five to ten minutes on two cores; lists what it leaves out.
test: .venv/dev
	$(PYTEST) $(AT_ONCE) $(OR_NONE)
	$(PYTEST) $(ALONE) $(OR_NONE)

# What CI runs before each change lands: all quick tests, those with Redis, and enough in a browser to see
# that the page and levelhead.js work. Measures coverage.
IN_CI = tests/test_rate_limit.py tests/test_redis_faults.py tests/browser/test_page.py \
	tests/browser/test_levelhead_js.py
COVERED = --cov --cov-report= --cov-fail-under=0
test-ci: .venv/dev
	$(PYTEST) $(COVERED) $(AT_ONCE)
	$(PYTEST) --all $(COVERED) --cov-append $(AT_ONCE) $(IN_CI)
	$(PYTEST) --all --cov --cov-append -m "alone and not slow" $(ALONE_FILES)

# All tests, every night; CONTRIBUTING.md lists the programs they need.
test-all: .venv/dev tests/clients_npm/node_modules tests/editors_npm/node_modules
	$(PYTEST) --all $(AT_ONCE) $(OR_NONE)
	$(PYTEST) --all $(ALONE) $(OR_NONE)

# The tests with other programs and editors; writes their results to docs/tried.md.
tried: .venv/dev tests/clients_npm/node_modules tests/editors_npm/node_modules
	$(PYTEST) --all --tried $(AT_ONCE) $(OR_NONE)
	$(PYTEST) --all --tried $(ALONE) $(OR_NONE)

# The quick tests with the oldest versions that pyproject.toml allows.
test-lowest: build/uv
	$(COMPILE) --resolution lowest-direct --group build --group dev --extra corpus --extra mcp pyproject.toml \
		--output-file build/lowest.txt
	$(PYTHON) -m venv --clear build/lowest
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--requirement build/lowest.txt
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	build/lowest/bin/python -m pytest $(AT_ONCE) $(OR_NONE)
	build/lowest/bin/python -m pytest $(ALONE) $(OR_NONE)

# The tests on a Ray cluster of two nodes on this machine; Ray is too large to install for every run.
test-ray: .venv/dev
	$(PIP) 'daft[ray]'
	LEVELHEAD_TEST_RAY=1 $(BIN)/python -m pytest tests/test_corpus_ray.py $(ARGS)

check: .venv/dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.openapi --check
	@if ! command -v node >/dev/null; then echo "node is not installed: JavaScript was not checked"; else \
		for f in app/levelhead/web/levelhead.js app/levelhead/web/page/*.js app/levelhead/service/routes/swagger/*.js integrations/*/*.js; do \
		node --check --input-type=module < $$f || exit 1; done; fi

# Lists the licence of every installed package, tools included; fails on one that pyproject.toml does not allow.
licences: .venv/dev
	$(BIN)/pip-licenses --format markdown --order license

# Known vulnerabilities in the locked dependencies, from PyPI's advisory database; needs the network.
audit:
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check $(AUDIT)
	build/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

# The software bill of materials of the service's environment, as CycloneDX: build/sbom.cdx.json.
sbom:
	$(PYTHON) -m venv --clear build/runtime
	build/runtime/bin/python -m pip install --quiet --disable-pip-version-check \
		$(LOCKED) requirements.lock
	$(PYTHON) -m venv build/sbom
	build/sbom/bin/python -m pip install --quiet --disable-pip-version-check $(SBOM)
	build/sbom/bin/cyclonedx-py environment build/runtime --pyproject pyproject.toml \
		--output-reproducible --output-file build/sbom.cdx.json

# Ten minutes of requests generated from openapi.yaml, against a running service.
fuzz: .venv/dev
	SCHEMATHESIS_HOOKS=tests.helpers.schemathesis_hooks $(BIN)/schemathesis --config-file tests/schemathesis.toml \
		run openapi.yaml --url http://127.0.0.1:$(PORT) --max-time 600 --continue-on-failure

# Ten minutes of inputs generated by atheris for the code that parses texts. Failing inputs are saved in
# build/fuzz; copy one to tests/fuzzed/ to make it a test. Tested only with Python 3.11 on x86-64 Linux.
ATHERIS = atheris==3.0.0
fuzz-code: .venv/dev
	$(PIP) $(ATHERIS)
	mkdir -p build/fuzz
	$(BIN)/python -m tests.fuzz -max_total_time=600 -artifact_prefix=build/fuzz/ build/fuzz tests/fuzzed

# Runs every lexicon entry on every kind of text that could make it slow.
hostile: .venv/dev
	HOSTILE=1 $(BIN)/python -m pytest tests/test_hostile.py
	HOSTILE=1 $(BIN)/python -m pytest --all -n 0 tests/test_corpus_memory.py -k row_groups

# Requests that try to block or overfill the service, their effects, and whether all bounds held; takes a
# few minutes, on loopback. ARGS="-k allow" runs some, ARGS=--write updates docs/reliability.md.
attack: .venv/dev
	$(BIN)/python -m tests.attack.table $(ARGS)

# Ten minutes at 80 % of the service's capacity here: checks memory and every answer.
soak: .venv/dev
	$(BIN)/python -m tests.soak $(ARGS)

fix: .venv/dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Accuracy on our own sentences, a regression test; ARGS=-v lists the errors.
eval: .venv/project
	$(BIN)/python -m evaluation.gold $(ARGS)

# Updates the digests of the answers to all marked articles, after an intended change.
answers: .venv/dev
	$(BIN)/python -m tests.answers

# Accuracy on labelled corpora, which are not part of the project.
eval-corpora: .venv/project
	$(BIN)/python -m evaluation.corpora $(CORPORA) $(ARGS)

openapi: .venv/dev
	$(BIN)/python -m tests.openapi

# The table of docs/settings.md, from app/levelhead/service/settings.py.
settings: .venv/dev
	$(BIN)/python -m tests.settings_table

# The tables of docs/codebook.md, from the columns of the output and the vocabulary of the engine.
codebook: .venv/dev
	$(BIN)/python -m tests.codebook

# The pictures of the page: light, dark and on a phone; needs Chromium.
screenshots: .venv/dev
	$(BIN)/python -m tests.browser.screenshots docs

# Builds the browser extension, ready to be loaded or zipped, with the service's levelhead.js.
EXTENSION = build/extension
extension:
	rm -rf $(EXTENSION)
	mkdir -p $(EXTENSION)
	cp $(filter-out %.md,$(wildcard integrations/browser-extension/*)) app/levelhead/web/levelhead.js $(EXTENSION)

# Builds the WordPress plugin, ready to be copied or zipped, with the service's levelhead.js.
WORDPRESS = build/wordpress/levelhead
wordpress:
	rm -rf $(WORDPRESS)
	mkdir -p $(WORDPRESS)
	cp integrations/wordpress/*.php integrations/wordpress/*.js app/levelhead/web/levelhead.js $(WORDPRESS)

# All benchmarks, in some twenty minutes on an otherwise idle machine; needs wrk, node and npm.
# Writes bench/record/, docs/growth.svg and the table in bench/README.md.
bench: .venv/dev
	$(BIN)/python -m bench.run $(ARGS)

# Some benchmarks, in a minute; writes nothing.
bench-quick: .venv/dev
	$(BIN)/python -m bench.run --quick $(ARGS)

# Pins the dependencies in pyproject.toml, with the hashes of every platform's wheels. Pinned versions
# are kept; `make lock UPGRADE=--upgrade` takes the newest.
lock: build/uv
	$(LOCK) --group build --group dev --extra corpus --extra mcp pyproject.toml --output-file requirements-dev.lock
	$(LOCK) --group build --constraints requirements-dev.lock pyproject.toml \
		--output-file requirements.lock

build/uv:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check $(UV)

clean:
	rm -rf .venv build *.egg-info tests/*_npm/node_modules .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache

# A changed lock makes a new .venv, so that no package of the old one is left.
.venv/locked: requirements.lock
	@$(PYTHON) -c '$(MINIMUM)'
	$(PYTHON) -m venv --clear .venv
	$(PIP) $(LOCKED) requirements.lock
	$(BIN)/python -m pip --disable-pip-version-check check
	@touch $@

.venv/project: .venv/locked pyproject.toml
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# Packages for tests: a TypeScript client generator, a LanguageTool client, and the editors in which
# levelhead.js is tested.
tests/%_npm/node_modules: tests/%_npm/package-lock.json
	npm ci --silent --no-audit --no-fund --prefix $(@D)
	@touch $@

# Most modules of these packages are never imported: to compile all takes half as long as to install them.
.venv/dev: .venv/project requirements-dev.lock
	$(PIP) --no-compile $(LOCKED) requirements-dev.lock
	$(BIN)/python -m pip --disable-pip-version-check check
	@touch $@
