# `make run` and `make test` are all that a newcomer needs; the rest is for those who change things.
PYTHON ?= python3
PORT ?= $(or $(MOSTY_PORT),8000)
VENV := .venv
BIN := $(VENV)/bin
PO := $(wildcard locales/*/LC_MESSAGES/messages.po)

.PHONY: run setup test check format lock catalogs bench clean

run: setup            ## serve on http://127.0.0.1:8000 with a demo town on first run
	@MOSTY_PORT=$(PORT) $(BIN)/mosty demo --first-run
	@MOSTY_PORT=$(PORT) exec $(BIN)/mosty serve

setup: $(VENV)/.run   ## install the locked dependencies into .venv and compile the catalogues

test: $(VENV)/.dev $(VENV)/.browser ## run the whole suite: SQLite, PostgreSQL, Valkey, JavaScript, Chromium
	$(BIN)/pytest
	node --test $$(find tests/js -name '*.test.js')

check:                ## what lands or refuses a change
	bash .ci/run

$(BIN)/python:
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: install it (on Debian: apt-get install python3-venv)"; exit 1; }

$(VENV)/.run: $(BIN)/python requirements/run.txt pyproject.toml $(PO)
	@test -f $(VENV)/.dev || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/pybabel -q compile -d locales 2>/dev/null || $(BIN)/pybabel compile -d locales
	@touch $@

$(VENV)/.dev: $(BIN)/python requirements/dev.txt pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ && touch -c $(VENV)/.run

# Debian's chromium, strace and node when they can be had; else Playwright's own browser.
$(VENV)/.browser: $(VENV)/.dev
	@bash deploy/test-tools.sh $(BIN)
	@touch $@

format: $(VENV)/.dev
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: $(VENV)/.dev    ## resolve the dependencies anew
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --generate-hashes --universal --no-header --no-annotate --python-version 3.11 --extra dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile -q --generate-hashes --universal --no-header --no-annotate --python-version 3.11 -c requirements/dev.txt pyproject.toml -o requirements/run.txt

catalogs: $(VENV)/.dev ## extract the English sentences and update the catalogues
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ --no-wrap --no-location --sort-output --project Mosty --version 1 --copyright-holder "the Mosty contributors" -o locales/messages.pot .
	for lang in uk en pl; do $(BIN)/pybabel -q update -i locales/messages.pot -d locales -l $$lang --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

bench: $(VENV)/.dev
	bash bench/run

clean:                ## forget the environment and the demo town
	rm -rf $(VENV) var
