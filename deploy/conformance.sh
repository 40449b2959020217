#!/usr/bin/env bash
# Writes docs/conformance.md anew from the requirements that the tests name.
. "$(dirname "$0")/environment.sh"

require_swift
install_missing "${build_packages[@]}"
SLUIS_WRITE_CONFORMANCE=1 swift test "${checked_flags[@]}" --filter ConformanceDocumentTests
