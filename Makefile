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
# The locks are complete: nothing is left to resolve. Without --no-deps, older pips (23.2, as Python
# 3.11 brings it) try to all the same, and refuse an extra such as coverage[toml] for want of a hash.
LOCKED = --no-deps --require-hashes --requirement
# Tests run JOBS at once, those marked `alone` one after the other at the end. ARGS may choose none
# of either kind: pytest exits with 5 then.
PYTEST = $(BIN)/python -m pytest
AT_ONCE = -n $(JOBS) --dist worksteal -m "not alone"
OR_NONE = || [ $$? -eq 5 ]
MINIMUM = import sys; sys.version_info >= (3, 11) or sys.exit("levelhead needs Python 3.11 or newer: make PYTHON=…")
UV = uv==0.13.9
AUDIT = pip-audit==2.10.1
SBOM = cyclonedx-bom==7.5.0
COMPILE = build/uv/bin/uv pip compile --quiet --no-annotate --no-header --no-config
LOCK = $(COMPILE) --universal --python-version 3.11 --generate-hashes $(UPGRADE)

.PHONY: serve corpus test test-all tried test-lowest test-ray check licences audit sbom fuzz fuzz-code hostile attack soak fix \
	bench bench-quick eval answers eval-corpora openapi settings screenshots extension wordpress lock clean

serve: .venv/project
	@echo "Once it is up, try:"
	@echo "  curl -s -H 'Content-Type: text/plain' -d 'The bonkers plan may fail.' http://127.0.0.1:$(PORT)/analyze"
	@$(BIN)/levelhead serve --port $(PORT) --workers $(WORKERS)

# Adds the packages of `levelhead score` and `levelhead report` to .venv, as locked for development.
# Levelhead stays editable, or becomes it again after `pip install '.[corpus]'` replaced it.
corpus: .venv/dev
	$(PIP) --no-deps --no-build-isolation --editable .
	@echo "Ready: $(BIN)/levelhead score --help"

# What needs nothing but Python, in at most four minutes; says what it leaves out.
test: .venv/dev
	$(PYTEST) $(AT_ONCE) $(ARGS) $(OR_NONE)
	$(PYTEST) -m alone $(ARGS) $(OR_NONE)

# Everything, as CI runs it: CONTRIBUTING.md lists the programs it needs. Coverage is that of all tests.
test-all: .venv/dev tests/clients_npm/node_modules tests/editors_npm/node_modules
	$(PYTEST) --all $(AT_ONCE) $(if $(ARGS),,--cov --cov-report= --cov-fail-under=0) $(ARGS) $(OR_NONE)
	$(PYTEST) --all -m alone $(if $(ARGS),,--cov --cov-append) $(ARGS) $(OR_NONE)

# The tests that try the service in other programs; writes what worked to docs/tried.md.
tried: .venv/dev tests/clients_npm/node_modules tests/editors_npm/node_modules
	$(PYTEST) --all --tried $(AT_ONCE) $(ARGS) $(OR_NONE)
	$(PYTEST) --all --tried -m alone $(ARGS) $(OR_NONE)

# The quick tests with the oldest versions that pyproject.toml allows.
test-lowest: build/uv
	$(COMPILE) --resolution lowest-direct --group build --group dev --extra corpus pyproject.toml \
		--output-file build/lowest.txt
	$(PYTHON) -m venv --clear build/lowest
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--requirement build/lowest.txt
	build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	build/lowest/bin/python -m pytest $(AT_ONCE) $(ARGS) $(OR_NONE)
	build/lowest/bin/python -m pytest -m alone $(ARGS) $(OR_NONE)

# A Ray cluster of two nodes on this machine; too much to fetch for each run of the tests.
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
		for f in app/levelhead/web/levelhead.js app/levelhead/web/page/*.js integrations/*/*.js; do \
		node --check --input-type=module < $$f || exit 1; done; fi

# Every package that is installed here, tools included, has a licence of the list in pyproject.toml.
licences: .venv/dev
	$(BIN)/pip-licenses --format markdown --order license

# Known vulnerabilities of the locked packages; asks PyPI's advisories, so it needs the network.
audit:
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check $(AUDIT)
	build/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

# What a container of the service holds, as CycloneDX: build/sbom.cdx.json.
sbom:
	$(PYTHON) -m venv --clear build/runtime
	build/runtime/bin/python -m pip install --quiet --disable-pip-version-check \
		$(LOCKED) requirements.lock
	$(PYTHON) -m venv build/sbom
	build/sbom/bin/python -m pip install --quiet --disable-pip-version-check $(SBOM)
	build/sbom/bin/cyclonedx-py environment build/runtime --pyproject pyproject.toml \
		--output-reproducible --output-file build/sbom.cdx.json

# Ten minutes of requests made up from openapi.yaml against a service that runs already.
fuzz: .venv/dev
	SCHEMATHESIS_HOOKS=tests.schemathesis_hooks $(BIN)/schemathesis --config-file tests/schemathesis.toml \
		run openapi.yaml --url http://127.0.0.1:$(PORT) --max-time 600 --continue-on-failure

# Ten minutes of bytes that atheris makes up for the code that reads texts. What fails is left in
# build/fuzz; as a file of tests/fuzzed/ it becomes a test. Tried with Python 3.11 on x86-64 Linux only.
ATHERIS = atheris==3.0.0
fuzz-code: .venv/dev
	$(PIP) $(ATHERIS)
	mkdir -p build/fuzz
	$(BIN)/python -m tests.fuzz -max_total_time=600 -artifact_prefix=build/fuzz/ build/fuzz tests/fuzzed

# Every entry of the lexicon against every kind of text that could make it slow.
hostile: .venv/dev
	HOSTILE=1 $(BIN)/python -m pytest tests/test_hostile.py

# Requests made to hold up or fill the service, what each did, and whether all bounds held; a few
# minutes, on loopback. ARGS="-k allow" runs some, ARGS=--write puts the table into docs/reliability.md.
attack: .venv/dev
	$(BIN)/python -m tests.attack.table $(ARGS)

# Ten minutes at four fifths of what the service can do here: memory, and every answer.
soak: .venv/dev
	$(BIN)/python -m tests.soak $(ARGS)

fix: .venv/dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Figures on our own sentences; ARGS=-v lists what is wrong, ARGS=--receipts writes what each rule achieved.
eval: .venv/project
	$(BIN)/python -m evaluation.gold $(ARGS)

# Digests of the answers to all marked articles, after a change that is meant to change them.
answers: .venv/dev
	$(BIN)/python -m tests.answers

# Figures on labelled corpora, which are no part of the project.
eval-corpora: .venv/project
	$(BIN)/python -m evaluation.corpora $(CORPORA) $(ARGS)

openapi: .venv/dev
	$(BIN)/python -m tests.openapi

# The table of docs/settings.md, from app/levelhead/service/settings.py.
settings: .venv/dev
	$(BIN)/python -m tests.settings_table

# The README's pictures of the page, light and dark, and how it looks on a phone; needs Chromium.
screenshots: .venv/dev
	$(BIN)/python -m tests.browser.screenshots docs

# The browser extension, ready to be loaded or zipped; levelhead.js is taken from its one source.
EXTENSION = build/extension
extension:
	rm -rf $(EXTENSION)
	mkdir -p $(EXTENSION)
	cp $(filter-out %.md,$(wildcard integrations/browser-extension/*)) app/levelhead/web/levelhead.js $(EXTENSION)

# The plugin for WordPress, ready to be copied or zipped; levelhead.js is taken from its one source.
WORDPRESS = build/wordpress/levelhead
wordpress:
	rm -rf $(WORDPRESS)
	mkdir -p $(WORDPRESS)
	cp integrations/wordpress/*.php integrations/wordpress/*.js app/levelhead/web/levelhead.js $(WORDPRESS)

# All figures, in some twenty minutes on a machine that does nothing else; needs wrk, node and npm.
# Writes bench/record/, docs/growth.svg and the table in bench/README.md.
bench: .venv/dev
	$(BIN)/python -m bench.run $(ARGS)

# Some of them, in a minute; writes nothing.
bench-quick: .venv/dev
	$(BIN)/python -m bench.run --quick $(ARGS)

# Pins what pyproject.toml names, with the hashes of every platform's wheels; versions that are
# pinned already stay: `make lock UPGRADE=--upgrade` takes the newest.
lock: build/uv
	$(LOCK) --group build --group dev --extra corpus pyproject.toml --output-file requirements-dev.lock
	$(LOCK) --group build --constraints requirements-dev.lock pyproject.toml \
		--output-file requirements.lock

build/uv:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check $(UV)

clean:
	rm -rf .venv build *.egg-info tests/*_npm/node_modules .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache

# A changed lock makes a new .venv, so that nothing of the old one stays behind.
.venv/locked: requirements.lock
	@$(PYTHON) -c '$(MINIMUM)'
	$(PYTHON) -m venv --clear .venv
	$(PIP) $(LOCKED) requirements.lock
	$(BIN)/python -m pip --disable-pip-version-check check
	@touch $@

.venv/project: .venv/locked pyproject.toml
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# What makes and checks a TypeScript client of openapi.yaml, with a client of LanguageTool; and the
# editors that levelhead.js is tried in.
tests/%_npm/node_modules: tests/%_npm/package-lock.json
	npm ci --silent --no-audit --no-fund --prefix $(@D)
	@touch $@

.venv/dev: .venv/project requirements-dev.lock
	$(PIP) $(LOCKED) requirements-dev.lock
	$(BIN)/python -m pip --disable-pip-version-check check
	@touch $@
