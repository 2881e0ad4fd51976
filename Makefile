# What a newcomer can do here. Each target is a line or two; the work is in scripts/.

SHELL := bash
ADDR ?= 127.0.0.1:8080
DATABASE ?= data/sipas.sqlite
MIN_GROUP ?=
FUZZ_SECONDS ?= 60
SOAK_COUNT ?= 1000
SOAK_SECONDS ?= 720
SOAK_SEED ?=

.DEFAULT_GOAL := help
.PHONY: help run build package test test-setup size bench bench-dataset bench-keystroke bench-scores bench-server fuzz soak fmt clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '%-22s %s\n' "$$name" "$$text"; done

run: build ## Set up, build and start the server (ADDR=host:port, DATABASE=file or URL, MIN_GROUP=n change it)
	@case "$(DATABASE)" in postgres*://*) ;; *) mkdir -p "$(dir $(DATABASE))" ;; esac
	@exec target/release/sipas serve --dist dist --addr "$(ADDR)" --database "$(DATABASE)" $(if $(MIN_GROUP),--min-group "$(MIN_GROUP)")

build: ## Set up and build target/release/sipas, and dist/ for any web server
	@scripts/setup run
	@scripts/build

package: build ## Make the npm package, target/npm/sipas-forms-VERSION.tgz
	@scripts/package

test: ## Set up, build and test everything; ends with totals
	@scripts/setup test
	@scripts/test

test-setup: ## Prove that the Wasm module also builds on a Debian without rustup
	@scripts/test-setup

size: build ## Print what a citizen downloads, against the bar
	@node scripts/size.mjs

bench: ## Measure the first answer, a keystroke, scores, a dataset and the server, beside others
	@scripts/setup bench
	@scripts/build
	@. scripts/env.sh && node scripts/bench.mjs && node scripts/bench-keystroke.mjs && node scripts/bench-scores.mjs && node scripts/bench-dataset.mjs && cargo bench --locked --quiet --features program --bench server

bench-scores: ## Measure only scores, of a million responses
	@scripts/setup test
	@scripts/build
	@. scripts/env.sh && node scripts/bench-scores.mjs

bench-dataset: ## Measure only files of responses: 10,000 to a million rows to the index by commune
	@scripts/setup bench
	@scripts/build
	@. scripts/env.sh && node scripts/bench-dataset.mjs

bench-keystroke: ## Measure only a keystroke, in a form of 200 questions
	@scripts/setup test
	@scripts/build
	@. scripts/env.sh && node scripts/bench-keystroke.mjs

bench-server: ## Measure only the server: submissions a second, with SQLite and PostgreSQL
	@scripts/setup test
	@. scripts/env.sh && cargo bench --locked --quiet --features program --bench server

fuzz: ## Give random input to the core (FUZZ_SECONDS=n for each target)
	@scripts/setup fuzz
	@FUZZ_SECONDS="$(FUZZ_SECONDS)" scripts/fuzz

soak: ## Send 1,000 submissions by browsers over a line that loses everything (SOAK_COUNT, SOAK_SECONDS, SOAK_SEED)
	@scripts/setup test
	@scripts/build
	@. scripts/env.sh && SOAK_COUNT="$(SOAK_COUNT)" SOAK_SECONDS="$(SOAK_SECONDS)" SOAK_SEED="$(SOAK_SEED)" node tests/soak/main.mjs

fmt: ## Format everything
	@scripts/setup test
	@. scripts/env.sh && cargo fmt --all && cargo fmt --manifest-path tests/fuzz/Cargo.toml && prettier --log-level warn --write $$(scripts/js-files)

clean: ## Remove what was built (the tools in the user's cache stay)
	@rm -rf target dist www/pkg node_modules
