# Everything a person or a build machine does with this project. `make` alone lists it.

PORT ?= 8000
WORKERS ?= 2
# Processes that run tests: one for each processor.
TESTERS ?= $(shell getconf _NPROCESSORS_ONLN)

BIN := .venv/bin
# Asked for by name, so that a .env of one's own changes nothing.
ON_SQLITE := DATABASE_URL=sqlite://:memory:
# As for a board: the settings that `check --deploy` judges.
AS_DEPLOYED := LSCB_DEBUG=0 LSCB_DEMONSTRATION=0 LSCB_ALLOWED_HOSTS=plan.example.org \
	LSCB_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')
AS_DEPLOYED += $(foreach said,CONTROLLER CONTROLLER_CONTACT DATA_PROTECTION_OFFICER LAWFUL_BASIS ACCESSIBILITY_CONTACT \
	ACCESSIBILITY_REVIEWED ACCESSIBILITY_TESTED ACCESSIBILITY_GAPS,LSCB_$(said)=said)
# By name too: the examples must never reach the database, or the mail server, that a .env is about.
AS_DEMONSTRATION := LSCB_DEMONSTRATION=1 LSCB_VAR_DIR='$(CURDIR)/var' EMAIL_URL='filemail:///$(CURDIR)/var/mail' \
	LSCB_BASE_URL=http://127.0.0.1:$(PORT) \
	DATABASE_URL='sqlite:///$(CURDIR)/var/lscb.sqlite3' LSCB_ALLOWED_HOSTS=localhost,127.0.0.1

# $(call step,name,command): say what runs, and name it again if it fails.
step = printf '\n== %s\n' "$(1)"; { $(2); } || { printf '\n== FAILED: %s\n' "$(1)" >&2; exit 1; }

# What Python has compiled is kept, whatever a machine says otherwise: the tests start some fifty processes, and each of
# them, and each worker on PostgreSQL, would compile the product and its tests again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-test setup-bench run test lint checks test-sqlite test-postgres drill soak coverage bench lock format access pictures clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

# --- Setting up -----------------------------------------------------------------------------------------

setup: .venv/.base .venv/.libraries ## Install what the product needs, into .venv
	@$(if $(filter setup,$(MAKECMDGOALS)),echo "Set up. Next: make run",:)

setup-test: setup .venv/.test .venv/.browser ## Install what the tests need as well
	@$(if $(filter setup-test,$(MAKECMDGOALS)),echo "Set up. Next: make test",:)

$(BIN)/python:
	@scripts/system.sh venv

.venv/.base: requirements/base.txt | $(BIN)/python
	@echo "Installing the locked packages."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

.venv/.libraries: .venv/.base scripts/system.sh
	@scripts/system.sh libraries
	@touch $@

# Without compiling them: most of their modules are never imported.
.venv/.test: requirements/test.txt .venv/.base
	@echo "Installing the locked packages of the tests."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile \
	-r requirements/test.txt
	@touch $@

setup-bench: setup-test .venv/.bench ## Install what the benchmarks need as well
	@$(if $(filter setup-bench,$(MAKECMDGOALS)),echo "Set up. Next: make bench",:)

.venv/.bench: requirements/bench.txt .venv/.test
	@echo "Installing the locked packages of the benchmarks."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

.venv/.browser: .venv/.test scripts/system.sh
	@scripts/system.sh browser
	@touch $@

# --- Trying it ------------------------------------------------------------------------------------------

run: setup ## Serve the published examples on this machine (PORT=8000)
	@$(BIN)/python -c 'import socket; s = socket.socket(); \
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null || { \
	echo "Port $(PORT) is taken by another program. Choose one: make run PORT=$$(($(PORT) + 1))" >&2; exit 1; }
	@$(AS_DEMONSTRATION) $(BIN)/python manage.py migrate --verbosity 0
	@$(AS_DEMONSTRATION) $(BIN)/python manage.py createcachetable --verbosity 0
	@$(AS_DEMONSTRATION) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(AS_DEMONSTRATION) $(BIN)/python manage.py load_examples
	@printf '\nOpen http://127.0.0.1:%s - stop with Ctrl-C\n\n' "$(PORT)"
	@$(AS_DEMONSTRATION) LSCB_BIND=127.0.0.1:$(PORT) LSCB_WORKERS=$(WORKERS) exec $(BIN)/gunicorn lscb.wsgi

# --- Checking it ----------------------------------------------------------------------------------------

test: setup-test lint checks test-sqlite test-postgres ## Run every check and every test, on SQLite and PostgreSQL
	@printf '\n== All passed\n'

lint: setup-test ## Check style, types and the direction of imports
	@$(call step,ruff check,$(BIN)/ruff check .)
	@$(call step,ruff format --check,$(BIN)/ruff format --check .)
	@$(call step,lint-imports,$(BIN)/lint-imports)
	@$(call step,mypy,$(ON_SQLITE) $(BIN)/mypy)

checks: setup-test ## Check that migrations are complete and that the settings are fit to deploy
	@$(call step,manage.py makemigrations --check,$(ON_SQLITE) $(AS_DEPLOYED) $(BIN)/python manage.py makemigrations --check --dry-run)
	@$(call step,manage.py check --deploy,$(ON_SQLITE) $(AS_DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING)

# A module on one worker, in the order of the folders: the browser's tests, the longest, begin early.
SHARED_OUT := --dist loadgroup --no-loadscope-reorder

# Tests make their tables without the migrations, which are tried by tests/test_migrations.py on PostgreSQL and by
# tests/test_earlier_versions.py on SQLite.
test-sqlite: setup-test ## Run the tests on SQLite, with those in a browser
	@$(call step,pytest on SQLite,$(ON_SQLITE) $(BIN)/pytest -q -n $(TESTERS) $(SHARED_OUT) --nomigrations -m "not soak")

# Modules and tests marked `database`; the pages over what they try are tried once, on SQLite.
test-postgres: setup-test ## Run on PostgreSQL what a database can make a difference to
	@$(call step,pytest on PostgreSQL,$(BIN)/python -m tests.postgres -- $(BIN)/pytest -q -n $(TESTERS) $(SHARED_OUT) \
	--nomigrations -m "database and not soak")

# Part of `make test` as well: alone before an upgrade of the database, or of its programs.
drill: setup-test ## Back up while somebody writes, lose all of it, bring it back and compare, on both databases
	@$(call step,backup and restore on SQLite,$(ON_SQLITE) $(BIN)/pytest -q -n 0 --nomigrations tests/lscb/test_backup.py)
	@$(call step,backup and restore on PostgreSQL,$(BIN)/python -m tests.postgres -- $(BIN)/pytest -q -n 0 --nomigrations \
	tests/lscb/test_backup.py)

# What finds by its number what a sample may miss; `make test` runs a sample of each.
soak: setup-test ## Run before a release what is long: thousands of events, mutated files, every page, load
	@$(call step,pytest of the long on SQLite,$(ON_SQLITE) $(BIN)/pytest -q -n 0 --nomigrations -m soak)
	@$(call step,pytest of the long on PostgreSQL,$(BIN)/python -m tests.postgres -- $(BIN)/pytest -q -n 0 --nomigrations \
	-m "soak and database")

# Counting lines takes longer than the tests may: asked for, not with every `make test`. The server of the browser's tests
# is another process, of which nothing is counted: they are left out.
coverage: setup-test ## Run the tests on SQLite and print the lines and branches that none of them runs
	@$(call step,pytest with coverage,$(ON_SQLITE) $(BIN)/pytest -q -n $(TESTERS) $(SHARED_OUT) --nomigrations \
	-m "not soak and not browser" --cov)

# On PostgreSQL where many boards are asked of; the databases of `pages` and `people` are made by `make_load`.
bench: setup-bench ## Measure; nothing is asserted. An hour or two, most of it making the databases
	@for script in timescales report; do $(call step,$$script,$(BIN)/python "benchmarks/$$script.py"); done
	@for script in search pages people; do \
	$(call step,$$script,$(BIN)/python -m tests.postgres -- $(BIN)/python "benchmarks/$$script.py"); done

# --- Keeping it -----------------------------------------------------------------------------------------

format: setup-test ## Put the code into the project's form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

$(BIN)/uv: | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8'

# One lock for every platform and every Python from 3.11. Add UPGRADE=--upgrade for newer versions.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate $(UPGRADE) \
	--custom-compile-command "make lock, from pyproject.toml" pyproject.toml

lock: $(BIN)/uv ## Work out requirements/*.txt anew from pyproject.toml
	@$(LOCK) --output-file requirements/base.txt
	@$(LOCK) --extra test --constraint requirements/base.txt --output-file requirements/test.txt
	@$(LOCK) --extra bench --constraint requirements/test.txt --output-file requirements/bench.txt
	@if grep -nE '[a-z]+://|--(extra-)?index|--find-links| @ ' requirements/*.txt; then \
	echo "A lock holds an address; it must not." >&2; exit 1; fi

access: setup-test ## Print who gets what, and what a key reads, into docs/access.md and docs/data.md
	@$(ON_SQLITE) $(BIN)/python -m tests.access.print > docs/access.md
	@$(ON_SQLITE) $(BIN)/python -m tests.reporting.print_data > docs/data.md

pictures: setup-test ## Take the pictures of the help pages anew, from what `make run` serves (PORT=8000)
	@$(BIN)/python scripts/help_pictures.py http://127.0.0.1:$(PORT)

clean: ## Remove what was made here: .venv, var and the tools' own folders
	@rm -rf .venv var .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .coverage test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
