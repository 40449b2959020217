#!/usr/bin/env bash
# Builds the programs as they are shipped: optimised, one file each but for the system's own libraries.
# Usage: deploy/build.sh [DESTINATION]     (default: .build-release/bin)

# The destination is named from where the script was called.
destination=${1:-}
[ -z "$destination" ] || [ "${destination:0:1}" = / ] || destination=$PWD/$destination

. "$(dirname "$0")/environment.sh"

require_swift
install_missing "${build_packages[@]}"
destination=${destination:-.build-release/bin}
say "building sluis and sluis-demo for release"
# Why these flags: docs/decisions/0003-release-flags.md. Bounds and overflow checks stay on.
flags=(--configuration release --scratch-path .build-release --static-swift-stdlib
    -Xswiftc -enforce-exclusivity=unchecked)
swift build "${flags[@]}" --product sluis
swift build "${flags[@]}" --product sluis-demo
mkdir -p "$destination"
folder=$(swift build "${flags[@]}" --show-bin-path)
for program in sluis sluis-demo; do
    strip --strip-all -o "$destination/$program" "$folder/$program"
done
say "ready: $destination/sluis, $destination/sluis-demo"
