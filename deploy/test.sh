#!/usr/bin/env bash
# Installs what is missing, checks the formatting, builds, and runs all tests.
# Usage: deploy/test.sh [ARGUMENTS OF swift test ...]     for example: deploy/test.sh --filter Inway
. "$(dirname "$0")/environment.sh"

require_swift
# Wrong arguments are told now, not after the build.
[ $# -eq 0 ] || swift test "${checked_flags[@]}" --show-codecov-path "$@" >/dev/null || exit 2
install_missing "${build_packages[@]}" "${run_packages[@]}" python3
say "checking the formatting"
git ls-files -z '*.swift' | xargs -0 swift format lint --strict
say "building everything (first time: 10 to 20 minutes on two cores)"
swift build "${checked_flags[@]}" --build-tests
say "testing"
# A few tests at a time: all at once would leave each so little of the processor that bounds pass.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-6}
SLUIS_PROGRAMS=$(swift build "${checked_flags[@]}" --show-bin-path) \
    swift test "${checked_flags[@]}" --skip-build "$@"
