#!/usr/bin/env bash
# Runs the cases of ../shared/testdata/found-2/gateway on built programs, each in a Group of its own on loopback.
#
# Usage: Tests/Trials/gateway.sh [CASE ...]     for example: Tests/Trials/gateway.sh 01 15; without any: all
#
# SLUIS_PROGRAMS names the folder of sluis and sluis-demo (default: .build-release/bin). All take some ten minutes.
# Exit: 0 when every case holds, or where ../shared is absent; 1 when one fails; 2 for a wrong argument.
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cases=$checkout/../shared/testdata/found-2/gateway
if [[ ${1:-} == -* ]]; then
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
    [ "$1" = --help ] && exit 0 || exit 2
fi
if [ ! -d "$cases" ]; then
    echo "skipped: $cases is not there"
    exit 0
fi
export SLUIS_PROGRAMS=${SLUIS_PROGRAMS:-$checkout/.build-release/bin}
export PYTHONDONTWRITEBYTECODE=1
if [ ! -x "$SLUIS_PROGRAMS/sluis" ]; then
    echo "there is no $SLUIS_PROGRAMS/sluis: build it with deploy/build.sh, or name a folder in SLUIS_PROGRAMS" >&2
    exit 2
fi

wanted=()
for name in "${@:-[0-9][0-9]}"; do
    # Unquoted: the default is a pattern.
    found=("$cases"/$name-*.py)
    if [ ! -f "${found[0]}" ]; then
        echo "there is no case $name in $cases" >&2
        exit 2
    fi
    wanted+=("${found[@]}")
done

failed=()
cd "$cases"
for file in "${wanted[@]}"; do
    name=$(basename "$file" .py)
    printf '== %s\n' "$name"
    timeout 600 python3 "$file" || failed+=("$name")
done
printf '\n%d of %d cases hold\n' $((${#wanted[@]} - ${#failed[@]})) ${#wanted[@]}
[ ${#failed[@]} -eq 0 ] || { printf 'failed: %s\n' "${failed[@]}" && exit 1; }
