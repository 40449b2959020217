#!/usr/bin/env bash
# Feeds damaged and invented input to what reads text from outside, with libFuzzer and AddressSanitizer.
#
# Usage: Tests/Fuzzing/run.sh TARGET|all [OPTIONS]
#
#   json        the JSON parser
#   schema      the schema compiler and validator: a dialect's digit and a schema, line feed, a text
#   openapi     the reader of OpenAPI documents
#   yaml        the reader of YAML
#   pattern     the compiler and matcher of patterns: a pattern, line feed, a text
#   minimiser   the minimisation of answers: a list of patterns, line feed, an answer
#   all         each of them in turn
#
#   --seconds N     how long each target is fed              (60)
#   --input FILE    only feeds this input to the target, to see a finding again
#
# Inputs that lead somewhere new are kept in .build-fuzzing/corpus and tried first the next time; the
# first ones are those of Tests/Fuzzing/Seeds. What stops a target is kept in .build-fuzzing/findings.
#
# Exit: 0 when nothing was found; 1 when something was, or the run could not be done; 2 for wrong
# arguments.
here=$(cd "$(dirname "$0")" && pwd)
started_in=$PWD
targets=(json schema openapi yaml pattern minimiser)

usage() {
    [ $# -eq 0 ] || echo "run.sh: $*" >&2
    sed -n '2,/^here=/{/^#/s/^# \{0,1\}//p}' "$here/run.sh" >&2
    exit 2
}

wanted=()
case " ${targets[*]} all " in
*" ${1:-none} "*) wanted=("$1") ;;
*) usage "name what to feed: ${targets[*]} or all" ;;
esac
[ "$1" != all ] || wanted=("${targets[@]}")
shift
seconds=60 input=''
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage "$1 needs a value"
    case $1 in
    --seconds) seconds=$2 ;;
    --input) input=$2 ;;
    *) usage "unknown option $1" ;;
    esac
    shift 2
done
[[ $seconds =~ ^[1-9][0-9]{0,5}$ ]] || usage "--seconds is a whole number from 1"
if [ -n "$input" ]; then
    [ ${#wanted[@]} -eq 1 ] || usage "--input belongs to one target"
    [ "${input:0:1}" = / ] || input=$started_in/$input
    [ -f "$input" ] || usage "--input names no file"
fi

. "$here/../../deploy/environment.sh"
require_swift
install_missing libstdc++-12-dev
runtime=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
driver=$runtime/clang/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a
if [ ! -f "$driver" ]; then
    echo "run.sh: this Swift toolchain has no libFuzzer: $driver is missing" >&2
    exit 1
fi
say "building the targets"
build=(swift build --package-path "$here" --scratch-path .build-fuzzing --configuration release
    --product fuzz -Xlinker "$driver")
"${build[@]}"
program=$("${build[@]}" --show-bin-path)/fuzz
# Swift's runtime keeps what it allocates once: that is no leak.
export ASAN_OPTIONS=detect_leaks=0:${ASAN_OPTIONS:-} SWIFT_BACKTRACE=enable=no

if [ -n "$input" ]; then
    "$program" "${wanted[0]}" "$input" || exit 1
    exit 0
fi
found=0
for target in "${wanted[@]}"; do
    corpus=.build-fuzzing/corpus/$target findings=.build-fuzzing/findings/$target
    mkdir -p "$corpus" "$findings"
    options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192
        -print_final_stats=1 -artifact_prefix="$findings/")
    words=$here/Words/$target.txt
    [ ! -f "$words" ] || options+=(-dict="$words")
    say "feeding $target for $seconds s"
    log=.build-fuzzing/$target.log
    if "$program" "$target" "${options[@]}" "$corpus" "$here/Seeds/$target" >"$log" 2>&1; then
        grep -E '^(Done|stat::number_of_executed_units|stat::new_units_added)' "$log" || true
    else
        found=1
        tail -40 "$log" >&2
        echo "run.sh: $target was stopped: see $log and $findings" >&2
    fi
done
exit "$found"
