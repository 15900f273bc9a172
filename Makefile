# Cổ Loa. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The server's address and data of `make run`.
LISTEN ?= 127.0.0.1:8080
DATA ?= data

STAMPS := target/stamps
WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json web/package.json -type f 2>/dev/null)

.PHONY: run test soak release web fmt audit bench clean help tools generated screenshots

# The web app is built beside the server: a debug build reads it from its folder, so neither waits for the other.
run: tools ## Builds what changed and serves a sample province at 127.0.0.1:8080
	@echo "==> building the web app and coloa (the first time takes some minutes)"
	@mkdir -p target; $(MAKE) web/dist/index.html >target/web.log 2>&1 & web=$$!; \
	built=0; cargo build -p coloa-cli || built=$$?; \
	wait $$web || { cat target/web.log; exit 1; }; exit $$built
	@echo "==> starting; Ctrl+C stops"
	exec target/debug/coloa --data-dir $(DATA) --set http.listen=$(LISTEN) serve --sample

test: ## Everything that CI runs: format, lints, tests, generated files, web, a real browser
	scripts/test

soak: ## Fifty kills under load and 30 seconds of every fuzz target
	scripts/soak

release: tools web/dist/index.html ## The tuned binary: target/release/coloa
	cargo build --release -p coloa-cli
	@ls -lh target/release/coloa

web: web/dist/index.html ## Builds the web app into web/dist

fmt: ## Formats Rust and web sources
	cargo fmt --all
	@if [ -d web/node_modules ]; then cd web && npm run format; fi

generated: ## Writes the files that are generated and committed
	cargo run -q -p xtask -- openapi
	cargo run -q -p xtask -- policy
	@if [ -d web/node_modules ]; then cd web && npm run gen:api; fi

screenshots: tools web/dist/index.html ## Takes the pictures of docs/screenshots from a fresh sample province
	cargo build -p coloa-cli
	scripts/screenshots

audit: ## Licences, advisories, bans, unused dependencies
	@if command -v cargo-deny >/dev/null; then cargo deny check; else echo "skipped: cargo-deny is not installed (cargo install --locked cargo-deny)"; fi
	@if command -v cargo-machete >/dev/null; then cargo machete; else echo "skipped: cargo-machete is not installed (cargo install --locked cargo-machete)"; fi
	@if [ -f web/package-lock.json ]; then cd web && npm audit --omit=dev; fi

bench: release ## Benches with the release profile
	cargo bench -p coloa-plan-parser -p coloa-typeset -p coloa-server
	cargo bench -p coloa-detect --bench evaluate
	cargo bench -p coloa-event-store --bench store
	cargo run --release -p coloa-bench --bin events
	rm -rf target/bench-data && cargo run --release -p coloa-bench --bin seed && cargo run --release -p coloa-bench --bin pages
	cargo run --release -p coloa-bench --bin register
	rm -rf target/bench-hotline && cargo run --release -p coloa-bench --bin hotline

clean: ## Removes build results; keeps data/
	cargo clean
	rm -rf web/dist web/node_modules

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 18

tools:
	@command -v cargo >/dev/null || { echo "Rust is missing: see https://rustup.rs"; exit 1; }
	@command -v npm >/dev/null || { echo "Node is missing: apt-get install nodejs npm (20.19 or newer)"; exit 1; }

# Only when the lock file changed.
$(STAMPS)/npm: web/package-lock.json
	@echo "==> web: fetching packages"
	cd web && npm ci --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

# Only when a source changed.
web/dist/index.html: $(STAMPS)/npm $(WEB_SOURCES)
	@echo "==> web: building"
	cd web && npm run build
	@touch $@
