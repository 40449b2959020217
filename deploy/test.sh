#!/usr/bin/env bash
# Installs what is missing, checks the formatting, builds, and runs all tests.
# Usage: deploy/test.sh [--repeat N] [--busy N] [ARGUMENTS OF swift test ...]     for example: deploy/test.sh --filter Inway
# --repeat N    runs the tests N times on one build, all N whatever fails; says which failed and how long each took
# --busy N      keeps N processors busy beside the tests, which a test must stand
. "$(dirname "$0")/environment.sh"

rounds=1
busy=0
arguments=()
while [ $# -gt 0 ]; do
    case "$1" in
        --repeat | --busy)
            if ! [[ "${2:-}" =~ ^[1-9][0-9]{0,3}$ ]]; then
                echo "$1 takes a whole number from 1 to 9999, for example: $1 5" >&2
                exit 2
            fi
            [ "$1" = --repeat ] && rounds=$2 || busy=$2
            shift
            ;;
        *) arguments+=("$1") ;;
    esac
    shift
done

require_swift
# Wrong arguments are told now, not after the build.
[ ${#arguments[@]} -eq 0 ] ||
    swift test "${checked_flags[@]}" --show-codecov-path "${arguments[@]}" >/dev/null || exit 2
install_missing "${build_packages[@]}" "${run_packages[@]}" python3
SLUIS_PROMTOOL=$(promtool_path)
export SLUIS_PROMTOOL
say "checking the formatting"
git ls-files -z '*.swift' | xargs -0 swift format lint --strict
say "building everything (first time: 10 to 20 minutes on two cores)"
swift build "${checked_flags[@]}" --build-tests
# A few tests at a time: all at once would leave each so little of the processor that bounds pass.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-6}
SLUIS_PROGRAMS=$(swift build "${checked_flags[@]}" --show-bin-path)
export SLUIS_PROGRAMS

loops=()
end_loops() { [ ${#loops[@]} -eq 0 ] || kill "${loops[@]}" 2>/dev/null || true; }
trap end_loops EXIT
for ((loop = 0; loop < busy; loop++)); do
    (while :; do :; done) &
    loops+=($!)
done

failed=()
for ((round = 1; round <= rounds; round++)); do
    [ "$rounds" -eq 1 ] && say "testing" || say "testing, round $round of $rounds"
    begin=$SECONDS
    swift test "${checked_flags[@]}" --skip-build ${arguments[@]+"${arguments[@]}"} || failed+=("$round")
    [ "$rounds" -eq 1 ] || say "round $round took $((SECONDS - begin)) s"
done
if [ ${#failed[@]} -gt 0 ]; then
    [ "$rounds" -eq 1 ] || say "${#failed[@]} of $rounds rounds failed: ${failed[*]}"
    exit 1
fi
[ "$rounds" -eq 1 ] || say "all $rounds rounds passed"
