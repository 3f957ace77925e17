# Thin names over cargo, npm and scripts/. `make demo` and `make test` are all that a newcomer needs.

CARGO ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),target)
DATA ?= demo-data

.PHONY: help demo test lint fmt docs assets models screenshots bench-ingest bench-search bench-ocr bench-reading bench-security bench-backup bench-archive bench-round-trip crash conformance large

help:
	@echo 'make demo          build, make a synthetic hospital union, start, print address and logins'
	@echo 'make test          everything that must hold before a change is taken in'
	@echo 'make lint          format and clippy only'
	@echo 'make fmt           format the sources'
	@echo 'make docs          the documentation of all rooms, in $(TARGET)/doc'
	@echo 'make assets        style sheets, scripts and icons, into assets/dist'
	@echo 'make models        the models that read paper, into models/'
	@echo 'make screenshots   the seven steps as pictures, into docs/screenshots'
	@echo 'make bench-ingest  papers taken in per second, and reading beside other engines'
	@echo 'make bench-search  search over a million records, in process and through the API, beside PostgreSQL'
	@echo 'make bench-backup  backup, second backup and restore of 2 GB beside the disk; SIZE=20 for 20 GB'
	@echo 'make bench-round-trip everything out of one house and into another as packages, and what is different then'
	@echo 'make bench-reading the shared sets of foreign files through the whole product'
	@echo 'make bench-archive filing through three people, packages, checks, and lists over a million records'
	@echo 'make bench-security rights, list filters, the ledger and the ciphers of the vault'
	@echo 'make crash         200 random kills during import and filing, then 40 on PostgreSQL; kills in every step of a destruction'
	@echo 'make conformance  every operation of the API with right, odd and wrong input, by Schemathesis'
	@echo 'make large         a file of 2 GiB by upload and by import, with the memory it takes'

demo:
	scripts/prepare.sh demo
	$(MAKE) assets models
	$(CARGO) build --release --locked --bin guildhall --bin guildhall-verify
	$(TARGET)/release/guildhall --data $(DATA) demo

test:
	scripts/prepare.sh test
	$(MAKE) assets models
	scripts/test.sh

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

fmt:
	$(CARGO) fmt --all

docs:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked

assets:
	cd assets && npm ci --ignore-scripts --no-audit --no-fund && npm run build

models:
	scripts/models.sh

screenshots: assets models
	$(CARGO) build --locked --bin guildhall
	cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund && \
	  GUILDHALL_BIN=$(abspath $(TARGET))/debug/guildhall npm run screenshots

bench-ingest: models
	$(CARGO) build --release --locked --bin guildhall
	benches/ingest/run.py $(TARGET)/release/guildhall
	$(MAKE) bench-ocr

bench-ocr: models
	benches/ocr/run.py

bench-search:
	$(CARGO) build --release --locked --workspace --bin guildhall --example bench_search
	scripts/bench-search.sh

bench-backup:
	$(CARGO) build --release --locked --bin guildhall
	benches/backup/run.py $(TARGET)/release/guildhall --gigabytes $(or $(SIZE),2)

bench-round-trip:
	$(CARGO) build --release --locked --bin guildhall
	benches/archive/round_trip.py $(TARGET)/release/guildhall

bench-reading: models
	$(CARGO) build --release --locked --bin guildhall
	benches/reading/run.py $(TARGET)/release/guildhall

bench-security:
	$(CARGO) build --release --locked --workspace --example decisions --example list_filter \
	  --example ledger_rates --example cipher_rate
	benches/security/run.py $(TARGET)/release/examples

bench-archive:
	$(CARGO) build --release --locked --bin guildhall
	benches/archive/run.py $(TARGET)/release/guildhall

crash:
	$(CARGO) build --release --locked --bin guildhall
	tests/crash/run.py $(TARGET)/release/guildhall --kills 200
	scripts/with-postgres.sh tests/crash/run.py $(TARGET)/release/guildhall --database postgres --kills 40
	tests/crash/disposal.py $(TARGET)/release/guildhall --rounds 20
	scripts/with-postgres.sh tests/crash/disposal.py $(TARGET)/release/guildhall --database postgres --rounds 5

conformance:
	scripts/prepare.sh test
	$(CARGO) build --locked --workspace --bin guildhall
	tests/api/run.py $(TARGET)/debug/guildhall --examples 100

large:
	$(CARGO) build --release --locked --bin guildhall
	tests/large/run.py $(TARGET)/release/guildhall
