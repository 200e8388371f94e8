# Everything is done with these words. Nothing but Debian with Python 3.11, make, git and
# python3-venv is expected; what else is needed is installed by the rule that needs it.

PYTHON ?= python3.11
export PORT ?= 8000
export WBPORTAL_HOME ?= $(CURDIR)/.home
export PIP_DISABLE_PIP_VERSION_CHECK = 1

BIN := .venv/bin
# --only-binary: an install runs nobody's setup.py.
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all:
# The sandbox in which parsers run, without which no files are cleaned; what cleans office
# documents and films, which is no wheel and runs in there as the system has it.
RUN_PACKAGES := bubblewrap mat2 ffmpeg
TEST_PACKAGES := $(RUN_PACKAGES) chromium fonts-noto-core tor
# With it the tests of pages take less time; without it, as long as with all of Chromium.
QUICK_PACKAGES := chromium-headless-shell

.PHONY: help run test soak bench lint screenshots wheel lock catalogue run-packages test-packages
.DELETE_ON_ERROR:

help:  ## Say what can be done
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 - /p' Makefile

run: .venv/.runtime run-packages  ## Start a demonstration office on this machine (PORT, WBPORTAL_HOME)
	@exec $(BIN)/python -m wbportal.cli demo

# The longest files first, so that no process is left alone with one at the end.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
test: lint test-packages  ## Run every check and every test
	$(PYTEST) -p no:randomly

soak: .venv/.dev test-packages  ## Run the tests of many rounds and many examples, for many more
	$(PYTEST) -m "slow or hypothesis" --soak

bench: .venv/.dev  ## Measure, each figure beside its target
	$(BIN)/python -m bench

lint: .venv/.dev  ## Check format, style, types and layers
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache --no-logo

screenshots: .venv/.dev test-packages  ## Take a picture of every page, in every language, light and dark
	$(BIN)/python -m tests.browser.screenshots

wheel: .venv/.dev  ## Build what is installed on a server, into dist/
	$(BIN)/python -m hatchling build --target wheel

# No index is written into the locks: whoever installs chooses where from, the hashes decide what.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --upgrade --custom-compile-command "make lock" pyproject.toml
lock: .venv/.dev  ## Lock the newest packages that pyproject.toml allows
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

CATALOGUE := wbportal/translations
BABEL := $(BIN)/python -m babel.messages.frontend --quiet
catalogue: .venv/.dev  ## Collect what is to be translated, and compile what has been
	$(BABEL) extract --mapping pyproject.toml --keywords "lazy_gettext lazy_ngettext:1,2 lazy_pgettext:1c,2" \
		--no-wrap --sort-output --add-location=never --output $(CATALOGUE)/messages.pot .
	$(BABEL) update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
		--input-file $(CATALOGUE)/messages.pot --output-dir $(CATALOGUE)
	$(BABEL) compile --directory $(CATALOGUE)

# A stamp is made last, so that an interrupted step is done again from its beginning.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "$(PYTHON) does not run, or is older than 3.11: install it with 'apt-get install -y python3 python3-venv', or name another with 'make PYTHON=...'."; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv >/dev/null || { rm -rf .venv; echo "$(PYTHON) cannot make a virtual environment: run 'apt-get install -y python3-venv' and try again."; exit 1; }
	@touch $@

.venv/.runtime: .venv/.made requirements.txt
	$(INSTALL) -r requirements.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	$(INSTALL) -r requirements-dev.txt
	@touch $@

# $(call missing,PACKAGES): those that Debian does not have installed
missing = for package in $(1); do dpkg-query --show --showformat='$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed || echo $$package; done
APT := DEBIAN_FRONTEND=noninteractive apt-get

run-packages:
	@missing=$$($(call missing,$(RUN_PACKAGES)) | tr '\n' ' '); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" -eq 0 ] && $(APT) update -q >/dev/null && $(APT) install -q -y --no-install-recommends $$missing >/dev/null; then exit 0; fi; \
	echo "Files cannot be cleaned here until you run: sudo apt-get install -y $$missing"

test-packages:
	@missing=$$($(call missing,$(TEST_PACKAGES)) | tr '\n' ' '); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" -ne 0 ]; then echo "Run this once, then try again: sudo apt-get install -y $$missing"; exit 1; fi; \
	$(APT) update -q && $(APT) install -q -y --no-install-recommends $$missing
	@missing=$$($(call missing,$(QUICK_PACKAGES))); \
	if [ -z "$$missing" ] || [ "$$(id -u)" -ne 0 ]; then exit 0; fi; \
	{ $(APT) update -q && $(APT) install -q -y --no-install-recommends $$missing; } >/dev/null || true
