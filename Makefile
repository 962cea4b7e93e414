# make demo · make test · make run · make check — everything else is behind these.
GEMEINWERK = .venv/bin/gemeinwerk
PYTHON = .venv/bin/python

.PHONY: setup dev demo run test check bench-ocr bench-search bench-assistant bench-assistant-load bench-wording lock clean

setup:            ## packages and database
	@scripts/setup base
	@$(GEMEINWERK) setup

demo:             ## an invented alliance with real work done, running at 127.0.0.1
	@scripts/setup base
	@$(GEMEINWERK) demo $(ARGS)

run:              ## serve what is here
	@scripts/setup base
	@$(GEMEINWERK) serve $(ARGS)

dev:
	@scripts/setup dev

test: dev         ## everything that guards the product, browser tests included
	@scripts/chromium
	@$(MAKE) --no-print-directory check
	@$(PYTHON) scripts/test $(ARGS)

check: dev        ## style, types, layers, templates, migrations, translations
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint --lint --quiet src
	@$(GEMEINWERK) translations --check
	@GEMEINWERK_DATA=build/check $(GEMEINWERK) makemigrations --check --dry-run

bench-ocr: dev    ## recall and CPU seconds per page beside bare tesserocr and OCRmyPDF
	@$(PYTHON) -m benchmarks.ocr $(ARGS)

bench-search: dev ## search under row-level security beside a plain policy
	@$(PYTHON) -m benchmarks.search $(ARGS)

bench-assistant: dev ## finding, refusing and quoting beside BM25 alone and vectors alone
	@OPENBLAS_NUM_THREADS=1 $(PYTHON) -m benchmarks.assistant $(ARGS)

bench-assistant-load: dev ## ten thousand articles, twenty questions a second (half an hour)
	@$(PYTHON) -m benchmarks.assistant_load $(ARGS)

bench-wording: dev ## what a language model may make of a quote: kept and dropped
	@$(PYTHON) -m benchmarks.wording $(ARGS)

lock:             ## after a change of requirements/*.in (needs uv)
	@for kind in base dev; do uv pip compile --quiet --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header \
	  --override requirements/overrides.in requirements/$$kind.in -o requirements/$$kind.txt; done
	@npm install --package-lock-only

clean:            ## remove what was built; keeps var/, where the data is
	rm -rf build .venv node_modules
