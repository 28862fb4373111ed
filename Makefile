# Two commands: `make run` serves the chat, `make test` runs every test. Both set up what is missing first, and
# a set-up that was interrupted goes on where it stopped. The set-up itself is `python app.py --setup` (models/setup/),
# which is the same on systems without make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
SETUP := $(PYTHON) app.py --setup
STAGE = @printf '\n==> %s\n'
SPLIT ?= test
BUNDLE ?= ask-declaration.tar

BENCH_VENV := .venv-bench
BENCH_STAMP := $(BENCH_VENV)/.bench-$(shell cat eval/bench/requirements.txt | cksum | cut -d' ' -f1)
PYTHONS := models index rag eval training tests app.py

.PHONY: documents bench-large run share test test-machines test-scale setup setup-dev eval doctor faults soak load fuzz check check-harm calibrate bench bench-peers peers-report lint unit clean help bundle sbom licences uninstall

help:  ## Show the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: setup  ## Set up what is missing, then serve the chat on http://127.0.0.1:7860
	$(STAGE) "Serving the chat; stop it with Ctrl-C"
	@$(PY) app.py

share: setup  ## As run, and served to the local network too, to those who have the code that it shows
	$(STAGE) "Serving the chat to the local network; stop it with Ctrl-C"
	@$(PY) app.py --share

test-scale: setup-dev  ## What make test asks one question of, with many: a class, the door, an engine of many slots (20 minutes)
	$(STAGE) "Tests at scale"
	@$(PY) -m pytest -s tests/scale/scale_*.py

test: setup-dev lint  ## Set up what is missing, then run every test
	$(STAGE) "Tests"
	@$(PY) -m pytest

unit: setup-dev  ## Only the tests that need no model and no browser
	@$(PY) -m pytest -m "not real and not browser"

setup:  ## Virtual environment, requirements, models, index
	@$(SETUP)

setup-dev:
	@$(SETUP) --with-tests

test-machines: setup-dev  ## Machines unlike this one: none set up, offline, little memory, on battery (BUNDLE=FILE, 1 hour)
	@[ -f $(BUNDLE) ] || $(SETUP) --bundle $(BUNDLE)
	$(STAGE) "Tests of other machines, with $(BUNDLE)"
	@BUNDLE=$(BUNDLE) $(PY) -m pytest -s tests/machines/machine_*.py

bundle:  ## One archive for a machine that never had a network, of this system and this Python
	@$(SETUP) --bundle $(BUNDLE)

eval: setup-dev  ## Ask the evaluation set's questions and write the report (SPLIT=dev, test or all)
	@$(PY) -m eval.run --split $(SPLIT)

check: setup-dev  ## Forty fixed questions on the real models: has quality fallen? (3 minutes)
	@$(PY) -m eval.check

check-harm: setup-dev  ## Show that make check notices a spoilt prompt, moved thresholds, a wrong word (10 minutes)
	@$(PY) -m eval.harm

calibrate: setup-dev  ## Fit all weights again, on the dev half and training/data (DOCUMENTS=DIR: further texts, training/data/documents.toml)
	@$(PY) -m training.ranker
	@$(PY) -m training.history
	@$(PY) -m training.gate
	@$(PY) -m training.general_ranker $(if $(DOCUMENTS),--documents $(DOCUMENTS))
	@$(PY) -m training.general $(if $(DOCUMENTS),--documents $(DOCUMENTS))
	@$(PY) -m training.foreign
	@$(PY) -m training.verdict
	@$(PY) -m training.listing
	@$(PY) -m training.kind

documents: setup  ## Fetch the Universal Declaration in five languages, for evaluation and fitting on further texts
	@$(PY) -m models.documents

bench: setup-dev bench-peers  ## Measure speed, beside LangChain and LlamaIndex (BENCH="--no-peers" and the like)
	@$(PY) -m eval.bench $(BENCH)

peers-report: setup-dev bench-peers  ## Ask LangChain and LlamaIndex the evaluation's questions (PEERS="--limit 20")
	@$(PY) -m eval.peers $(PEERS)

bench-large: setup  ## Measure a document of 17,500 paragraphs: building, queries, memory (BENCH="--paragraphs 3000")
	@$(PY) -m eval.bench.large $(BENCH)

# Peers that cannot be installed are no reason not to measure what is here.
bench-peers:
	@[ -f $(BENCH_STAMP) ] || $(MAKE) --no-print-directory $(BENCH_STAMP) || \
	  printf '\n%s\n' "The peers could not be installed, see above (no network?): only our own figures are measured. Run make bench again to try once more."

$(BENCH_STAMP):
	$(STAGE) "Peers of the bench, in a virtual environment of their own: $(BENCH_VENV)"
	@$(SETUP) --bench
	@rm -f $(BENCH_VENV)/.bench-*; touch $@

lint:  ## Style and types
	@$(SETUP) --with-tests --packages
	$(STAGE) "Lint and types"
	@$(PY) -m ruff check $(PYTHONS)
	@$(PY) -m ruff format --check --quiet $(PYTHONS)
	@$(PY) -m mypy

doctor:  ## Say what is here and what is missing, fit to be pasted into an issue
	@[ -x $(PY) ] || { echo "Nothing is set up yet. Run: make run"; exit 1; }; $(PY) -m rag.doctor

sbom: setup-dev  ## What the program is made of, as CycloneDX: sbom.json
	@$(PY) -m models.inventory.sbom --out sbom.json
	@echo "sbom.json"

licences: setup-dev  ## Every package and model with its licence; says if one is known to be unsafe
	@$(PY) -m models.inventory.sbom --licences

uninstall:  ## Show what the program has put on this machine, and remove it after asking
	@[ -x $(PY) ] || { echo "Nothing is set up here."; exit 1; }; $(PY) -m models.inventory.uninstall

faults: setup-dev  ## 300 injected faults: streams, disks, files, weights, index, KV cache, downloads, settings, upgrades
	@$(PY) -m pytest -q tests/test_faults.py tests/rag/test_doctor.py tests/index/test_store.py tests/rag/weights \
	  tests/models/test_fetch.py tests/models/test_folders.py tests/models/test_files.py tests/rag/web/test_feedback.py \
	  tests/rag/generation/llamacpp tests/rag/test_settings.py tests/models/test_e5_weights.py tests/rag/test_documents.py

soak: setup-dev  ## 500 questions of all kinds of one page, with disconnects, sleeps and nonsense (SOAK=--real: the real models)
	@$(PY) -m tests.soak --picture eval/out/soak.svg $(SOAK)

load: setup-dev  ## Many askers at once: beside another version (LOAD="--beside COMMIT"), beside an idle machine (LOAD="--equal 300")
	@$(PY) -m eval.bench.load $(LOAD)

fuzz: setup-dev  ## 20,000 hostile requests, and a million texts for parser, citations and references
	@FUZZ_REQUESTS=20000 FUZZ_TEXTS=1000000 $(PY) -m pytest tests/rag/web/server/test_fuzz.py tests/test_fuzz_texts.py -q

clean:  ## Remove the virtual environment and the index; the cache of models stays
	@rm -rf $(VENV) $(BENCH_VENV) index/data index/data-*
