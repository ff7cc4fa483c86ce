# The daily commands; `just` lists them.
default:
    @just --list

# Everything that must pass before a change lands.
ci:
    bash .ci/run

# The tests.
test:
    cargo test --workspace

# Real clients against `hashrange serve`: all suites, or `just clients python`, `javascript`, `rust`.
clients *suites:
    tests/clients/run {{suites}}

# The packages, tried as they are installed: all, or `just packages python`, `npm`, `action`.
packages *suites:
    .ci/packages {{suites}}

# The container image, unpacked and run by chroot.
container:
    .ci/container

# The console in a browser: all tests, or those of the named files of tests/console.
console *files:
    .ci/console {{files}}

# One group of the conformance cases, with each failure: `just cases update/`.
cases text:
    CONFORMANCE_ONLY={{text}} cargo test --test conformance dynamodb -- --nocapture

# Format and lint.
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets --all-features -- -D warnings

# The documentation, as docs.rs shows it.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --all-features --no-deps --open

# Speed beside the bare map, then threads, size and memory.
bench:
    cargo bench --bench items --bench wire
    cargo bench --bench footprint

# Transactions beside single puts, and PartiQL beside the native calls.
bench-requests:
    cargo bench --bench requests

# The course's lab.
lab:
    cargo run --example lab

# The course's REST API, and its tables for the AWS CLI and the SDKs: `just likes-api 9000`.
likes-api port="8080" dynamodb_port="8000":
    cargo run --features server --example likes_api -- {{port}} --dynamodb-port {{dynamodb_port}}
