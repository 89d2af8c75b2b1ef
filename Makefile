# Two commands are enough: `make start` and `make test`. Both prepare what they need.

PYTHON ?= python3
PORT ?= 8000
LEER ?=
ARGS ?=
VENV := .venv/bin
BOOTSTRAP := $(PYTHON) deploy/dev/bootstrap.py
START := $(VENV)/python deploy/dev/start.py $(if $(LEER),--leer) $(PORT)
# What draws pages and papers or never asks a database: PostgreSQL would say nothing new.
ONCE := browser deploy agenda/papers agenda/templatetags agenda/test_settings.py test_pdf_validators.py
LOCKS := requirements.lock requirements-dev.lock deploy/dev/*.lock package-lock.json
# Without its bytecode each worker would compile and rewrite every test and library anew.
unexport PYTHONDONTWRITEBYTECODE

help:  ## show this list
	@grep -hE '^[a-z]+:.*  ## ' $(MAKEFILE_LIST) | sed 's/:.*  ## /\t/' | expand -t 10

start:  ## prepare, fill an empty database and serve on http://127.0.0.1:8000 (PORT=, LEER=1)
	@$(BOOTSTRAP) start
	@$(START)

dev:  ## the same with DEBUG and automatic reloading
	@$(BOOTSTRAP) lint
	@DJANGO_DEBUG=1 DJANGO_HTTPS=0 $(START)

setup:  ## prepare everything for start, test and lint
	@$(BOOTSTRAP) test

test:  ## all tests on SQLite, then those on a throw-away PostgreSQL (ARGS= goes to pytest)
	@$(BOOTSTRAP) test
	env -u DATABASE_URL $(VENV)/pytest --numprocesses 2 --dist worksteal $(ARGS)
	$(VENV)/python deploy/dev/postgres.py -- \
		$(VENV)/pytest --numprocesses 2 --dist worksteal -m "not browser and not verapdf" \
		$(ONCE:%=--ignore=tests/%) $(ARGS)

lint:  ## format, code, import layers, templates, migrations, lock files
	@$(BOOTSTRAP) lint
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/lint-imports --no-logo
	find templates -name '*.html' -exec $(VENV)/djade --target-version 5.2 --check {} +
	env -u DATABASE_URL $(VENV)/python manage.py makemigrations --check --dry-run --settings=tests.settings
	@! grep -nE '[a-z]://' $(LOCKS) || { echo 'Eine Sperrdatei nennt einen Host.' >&2; false; }

format:  ## let the formatters write
	@$(BOOTSTRAP) lint
	$(VENV)/ruff check --fix --exit-zero .
	$(VENV)/ruff format .
	find templates -name '*.html' -exec $(VENV)/djade --target-version 5.2 {} + || true  # djade fails where it wrote

check: lint test  ## what CI runs

lock:  ## write the lock files anew (ARGS=--upgrade takes newer versions)
	@$(BOOTSTRAP) lint
	$(VENV)/python deploy/dev/lock.py $(ARGS)

clean:  ## remove what was generated; the database and media stay
	rm -rf .venv node_modules staticfiles var htmlcov .coverage .hypothesis .pytest_cache .ruff_cache .import_linter_cache

.DEFAULT_GOAL := help
.PHONY: help start dev setup test lint format check lock clean
