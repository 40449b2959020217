#!/usr/bin/env bash
# Writes docs/conformance.md anew from the requirements that the tests name.
# Usage: deploy/conformance.sh [--run]     (--run: first proves them on the wire, Tests/ConformanceTests)
. "$(dirname "$0")/environment.sh"

require_swift
install_missing "${build_packages[@]}"
say "building everything (first time: 10 to 20 minutes on two cores)"
swift build "${checked_flags[@]}" --build-tests
if [ "${1:-}" = --run ]; then
    install_missing "${run_packages[@]}"
    say "speaking FSC to sluis serve"
    SLUIS_PROGRAMS=$(swift build "${checked_flags[@]}" --show-bin-path) \
        swift test "${checked_flags[@]}" --skip-build --filter '^ConformanceTests\.'
fi
SLUIS_WRITE_CONFORMANCE=1 swift test "${checked_flags[@]}" --skip-build --filter ConformanceDocumentTests
