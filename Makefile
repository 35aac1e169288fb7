# The one door to the project. Every target sets up first what it needs; done already, that costs a blink.
# PORT=, ACTIONS_PORT= and DATA_DIR= on the command line reach the programs through the environment: make sees to that.
.DEFAULT_GOAL := help
SAFETY ?= --gate
.PHONY: help setup content train chat serve check quick content-half hearing-half test safety eval ear bench bench-facts where chaos lint lock widget launcher pictures docs figures release walks load fuzz audit transcripts coverage mutants clean

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

BIN := .venv/bin
# The tests that never load Rasa, and two halves of them that take alike.
FAST_TESTS := $(wildcard tests/core tests/content tests/store tests/language tests/learning tests/actions tests/house)
HEARING_HALF := $(filter tests/language tests/house,$(FAST_TESTS))
CONTENT_HALF := $(filter-out $(HEARING_HALF),$(FAST_TESTS))
QUICK = $(BIN)/pytest -q -m "not slow" --hypothesis-profile=quick

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

setup: ## find or fetch Python 3.10 and install everything into .venv
	@for python in $(BIN)/python python3 python python3.10 /usr/bin/python3; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then exec $$python scripts/bootstrap.py; fi; \
	done; echo 'Please install Python 3.10: no Python was found here.' >&2; exit 1

content: setup ## build the facts database from content/
	@$(BIN)/charley content build

train: setup ## train the model, if anything it learns from has changed
	@$(BIN)/charley train

chat: setup ## talk to the bot in this terminal
	@$(BIN)/charley chat

serve: setup ## the website, the JSON API and the channels on http://127.0.0.1:5005
	@$(BIN)/charley serve

check: setup ## format, lint, types, contracts, content and the tests without Rasa: about a minute
	@$(MAKE) -s -j2 content-half lint hearing-half

quick: setup ## the tests of `make check` alone, without lint, one after the other
	@$(QUICK) $(FAST_TESTS)

# Each half tells what it found in one piece, when it is done. Two pytests share the two cores with less CPU
# than one with workers (-n 2), which collect everything twice.
content-half hearing-half: setup
	@told=$$($(QUICK) $(if $(filter content-half,$@),$(CONTENT_HALF),$(HEARING_HALF))); code=$$?; echo "$$told"; exit $$code

test: lint content train ## everything that needs only what the project installs itself, but for the load tests
	@$(BIN)/rasa data validate
	@TURNS=5 $(BIN)/pytest tests -m "not load" -n $(or $(JOBS),2) --dist loadfile --no-loadscope-reorder

walks: content train ## 5,000 turns of people who say things by chance (SEED= walks a failure again)
	@WALK_TURNS=$${WALK_TURNS:-5000} $(BIN)/pytest -q -s tests/walks

chaos: content train ## each of our own parts broken for real, TURNS=50 turns each: silent, late, unadvised
	@$(BIN)/pytest -q -m chaos tests/chaos

load: content train ## 2 and 4 processes over PostgreSQL and Redis, 500 conversations of 10 turns hopping between them
	@PEOPLE=$(or $(PEOPLE),500) LOAD_TURNS=$(or $(LOAD_TURNS),10) WORKERS="$(or $(WORKERS),2 4)" $(BIN)/pytest -q -s -m load tests/load

fuzz: content train ## hostile input on every public route, HOSTILE=10000 times
	@HOSTILE=$(or $(HOSTILE),10000) $(BIN)/pytest -q -s -m fuzz tests/fuzz

audit: setup ## known vulnerabilities of the locked packages that requirements/accepted.yml does not list (network)
	@PYTHONPATH=. $(BIN)/python -m scripts.audit

coverage: setup ## which branches of core, store, language and the actions the tests without servers reach
	@$(BIN)/coverage run -m pytest -q $(FAST_TESTS)
	@$(BIN)/coverage report

# In a copy: what is spoilt must not lie in the tree. mutmut runs beside the locked packages, not among them.
# It names what lived; `mutmut show NAME` in build/mutants shows how each was spoilt.
MODULES ?= triage findings check
MUTMUT = uv tool run --python $(CURDIR)/$(BIN)/python mutmut@3.8.1
mutants: setup ## spoil bot/core in small ways: which mutants its tests let live (MODULES="triage findings")
	@rm -rf build/mutants && mkdir -p build/mutants/bot build/mutants/tests
	@sed 's|^only_mutate = .*|only_mutate = [$(MODULES:%="bot/core/%.py",)]|' pyproject.toml >build/mutants/pyproject.toml
	@cp -r bot/__init__.py bot/core build/mutants/bot && cp -r tests/__init__.py tests/core build/mutants/tests
	@cd build/mutants && export PATH="$$PATH:$(CURDIR)/.tools/uv/bin" && \
	    export PYTHONPATH="$$(echo $(CURDIR)/.venv/lib/python3*/site-packages)" && \
	    $(MUTMUT) run >mutmut.log && $(MUTMUT) results --all true >results.txt
	@grep -v -e ': killed$$' -e ': not checked$$' build/mutants/results.txt || true
	@awk '/__mutmut_/ && !/not checked$$/ {split($$1, at, "."); all[at[3]]++; killed[at[3]] += /: killed$$/} \
	    END {for (m in all) printf "%s: %d of %d killed (%.1f%%)\n", m, killed[m], all[m], 100 * killed[m] / all[m]}' \
	    build/mutants/results.txt

eval: setup ## how well the bot understands people, on sentences it never learned from (ARGS="--kinds --peers ...")
	@$(BIN)/python -m evals.understanding.run $(ARGS)

safety: setup ## danger missed, false alarms, talked down: figures, bounds, marks (SAFETY="--gate --kinds")
	@$(BIN)/python -m evals.triage.safety $(SAFETY)

ear: setup ## teach the second ear the messages of data/said, a quarter of an hour (EAR=--anew: from the beginning)
	@$(BIN)/python -m learning.train $(EAR)

bench: setup ## beside rasa init, nlp.js and BM25: needs Linux, Node and an hour (BENCH=--quick: minutes, once trained)
	@$(BIN)/python -m bench.run $(BENCH)

where: setup train ## where the time of a turn goes, sampled in the running bot (Linux; may need root)
	@$(BIN)/python -m bench.where

bench-facts: setup ## how the facts store grows from 100 to 10,000 facts (FULL=--full: to a million)
	@$(BIN)/python -m bench.facts_scale $(FULL)

lint: setup
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(MAKE) -s build/linted
	@$(BIN)/charley content check

# yamllint keeps no cache and reads 3 MB in pure Python (19 s of CPU): only what changed since it was last clean.
YAML := $(filter-out .yamllint.yml,$(wildcard $(shell git ls-files --cached --others --exclude-standard '*.yml' '*.yaml')))
build/linted: .yamllint.yml requirements/dev.txt $(YAML)
	@$(BIN)/yamllint --strict $(if $(filter-out $(YAML),$?),.,$?)
	@mkdir -p $(@D) && touch $@

widget: ## build the chat of the website from widget/ (needs Node)
	@cd widget && npm ci --silent --no-audit --no-fund && npm run --silent check && npm run --silent build

transcripts: content train ## write docs/transcripts anew, to be read aloud
	@CHARLEY_TRANSCRIPTS=1 $(BIN)/pytest -q tests/journeys/test_transcripts.py

launcher: setup ## the main-thread time of the chat's button on a page (needs Chromium)
	@$(BIN)/python -m bench.launcher

pictures: train ## take the pictures of docs/pictures anew (needs Chromium, and Node for axe)
	@CHARLEY_PICTURES=docs/pictures $(BIN)/pytest -q tests/browser

docs: setup ## build the docs site into build/docs; a broken link fails
	@NO_MKDOCS_2_WARNING=1 PYTHONPATH=. $(BIN)/mkdocs build --quiet --strict

figures: setup ## write the newest results of evals/ into README and docs/safety/limits.md
	@PYTHONPATH=. $(BIN)/python -m scripts.figures

release: train ## VERSION=1.2.0: a bundle of model, content and chat with checksums and notes, into build/release
	@PYTHONPATH=. $(BIN)/python -m scripts.release $(VERSION)

# dev.txt first: its versions are what base.txt starts from, so that both name the same ones.
COMPILE = PATH="$$PATH:.tools/uv/bin" uv pip compile --quiet --generate-hashes --no-annotate --no-emit-index-url \
	--custom-compile-command 'make lock' $(UPGRADE)
COMPILE_RASA = $(COMPILE) --universal --python-version 3.10 --override requirements/overrides.txt
lock: ## recompile requirements/*.txt from *.in; UPGRADE=--upgrade also takes newer versions
	@$(COMPILE) --python-version 3.8 requirements/uv.in -o requirements/uv.txt
	@$(COMPILE_RASA) requirements/dev.in -o requirements/dev.txt
	@cp requirements/dev.txt requirements/base.txt
	@$(COMPILE_RASA) requirements/base.in -o requirements/base.txt

clean: ## remove what can be made again; conversations (.charley/) stay
	@rm -rf .venv .tools .rasa models results build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
