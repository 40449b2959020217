#!/usr/bin/env bash
# Installs what is missing, builds, and runs the demonstration: four processes that meet only over the wire.
# Usage: deploy/demo.sh [--once] [--data DIR] [--json FILE]     (see sluis-demo run --help)
. "$(dirname "$0")/environment.sh"

require_swift
install_missing "${build_packages[@]}" "${run_packages[@]}"
say "building sluis and sluis-demo (first time: 10 to 20 minutes on two cores)"
swift build "${checked_flags[@]}" --product sluis
swift build "${checked_flags[@]}" --product sluis-demo
exec "$(swift build "${checked_flags[@]}" --show-bin-path)/sluis-demo" run "$@"
