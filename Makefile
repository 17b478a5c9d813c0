# `make run` and `make test` are all that a newcomer needs; the rest is for those who change things.
PYTHON ?= python3
PORT ?= $(or $(MOSTY_PORT),8000)
VENV := .venv
BIN := $(VENV)/bin
SHORTENED := tests/history tests/nodes tests/rooms/model tests/rooms/test_ws_fuzz.py tests/accounts/test_enumeration.py tests/web/test_schema_fuzz.py tests/access tests/entrypoints/test_demo.py tests/browser/test_xss.py tests/browser/test_accessibility.py
STEP := bash .ci/step
BOTH_CORES := -n 2 --dist loadfile --no-loadscope-reorder
DONE :=
PO := $(wildcard locales/*/LC_MESSAGES/messages.po)

.PHONY: run setup test nightly check format lock catalogs bench clean

run: setup            ## serve on http://127.0.0.1:8000 with a demo town on first run
	@MOSTY_PORT=$(PORT) exec $(BIN)/mosty serve --demo

setup: $(VENV)/.run   ## install the locked dependencies into .venv and compile the catalogues, write the dictionaries of word forms

test: $(VENV)/.dev $(VENV)/.browser ## run the whole suite: SQLite, PostgreSQL, Valkey, JavaScript, Chromium
	@$(STEP) "tests" $(BIN)/pytest $(BOTH_CORES) -m "not alone and not browser" $(DONE:%=--ignore=%)
	@$(STEP) "browser tests" $(BIN)/pytest $(BOTH_CORES) -m "browser and not alone" tests/browser
	@$(STEP) "tests that measure time" $(BIN)/pytest -m alone
	@PATH="$$PATH:$(CURDIR)/$(BIN)" $(STEP) "JavaScript tests" node --test $$(find tests/js -name '*.test.js')

nightly: $(VENV)/.dev ## the tests that `make test` shortens, at the figures of docs/promises.md, on an idle machine
	NIGHTLY=1 MODEL_EXAMPLES=200 $(BIN)/pytest -s $(SHORTENED)

check:                ## what lands or refuses a change
	bash .ci/run

$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "Python's venv module is not whole: install it (on Debian: apt-get install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements/run.txt pyproject.toml $(PO)
	@test $(VENV)/.dev -nt requirements/run.txt || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@test -f $(VENV)/.dev || $(BIN)/python -m forum.search.tries
	@$(BIN)/python -m compileall -q forum realtime
	@$(BIN)/pybabel -q compile -d locales 2>/dev/null || $(BIN)/pybabel compile -d locales
	@touch $@

$(VENV)/.dev: $(BIN)/python requirements/dev.txt pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m forum.search.tries
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
