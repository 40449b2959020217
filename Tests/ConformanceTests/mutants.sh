#!/usr/bin/env bash
# Switches off one rule at a time and shows which test notices: none may survive.
# Usage: Tests/ConformanceTests/mutants.sh [--list | --apply-only] [NAME ...]
#
# The changes stand in mutants.txt. They are made in a copy of the tree in a temporary folder, which is
# built incrementally: the first build takes 10 to 20 minutes on two cores, each mutant some minutes.
# First the unit tests of the changed module run, then the conformance suite, until one fails.
# --apply-only shows whether every change still fits the sources, without building.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
list=$here/mutants.txt
mode=run
case ${1:-} in
--list | --apply-only) mode=${1#--} && shift ;;
esac

names() { grep -v '^#' "$list" | sed 's/ ## .*//' | awk '!seen[$0]++'; }
if [ "$mode" = list ]; then
    names
    exit
fi
wanted=("$@")
if [ ${#wanted[@]} -eq 0 ]; then mapfile -t wanted < <(names); fi

# The build is kept from run to run where SLUIS_MUTANTS_FOLDER names a folder for it.
folder=${SLUIS_MUTANTS_FOLDER:-$(mktemp -d "${TMPDIR:-/tmp}/sluis-mutants-XXXXXX")}
if [ -z "${SLUIS_MUTANTS_FOLDER:-}" ]; then trap 'rm -rf "$folder"' EXIT; fi
mkdir -p "$folder"
for part in Package.swift Package.resolved Sources Tests schemas config docs deploy; do
    rm -rf "${folder:?}/$part"
    cp -a "$checkout/$part" "$folder/$part"
done

# change NAME: makes the changes of a mutant and prints its unit tests; fails where one does not fit.
change() {
    python3 - "$list" "$folder/Sources" "$1" <<'PYTHON'
import pathlib
import sys

table, sources, name = sys.argv[1:]
tests = []
for line in pathlib.Path(table).read_text().splitlines():
    parts = line.split(" ## ")
    if len(parts) != 5 or parts[0] != name:
        continue
    file = pathlib.Path(sources) / parts[1]
    old, new = (part.replace("\\n", "\n") if "\\r" not in part else part for part in parts[2:4])
    text = file.read_text()
    if text.count(old.strip()) != 1:
        sys.exit(f"{name}: stands {text.count(old.strip())} times in {parts[1]}: {parts[2]}")
    file.write_text(text.replace(old.strip(), new.strip()))
    tests.append(parts[4].strip())
if not tests:
    sys.exit(f"{name} is not in the list")
print("|".join(sorted(set(tests))))
PYTHON
}

# restore NAME: takes the changes of a mutant back.
restore() {
    grep "^$1 ## " "$list" | sed 's/^[^#]* ## \([^ ]*\) ## .*/\1/' | sort -u | while read -r file; do
        cp "$checkout/Sources/$file" "$folder/Sources/$file"
    done
}

# caught FILTER: runs tests; prints the first that fails, or nothing.
caught() {
    (cd "$folder" && timeout 900 swift test --skip-build --filter "$1" >"$folder/test.log" 2>&1) &&
        return 0
    # What a mutant keeps from ending outlives swift test.
    pkill -KILL -f "^$folder/.build/" || true
    grep -m 1 -oE '✘ Test "[^"]*"' "$folder/test.log" | sed 's/^✘ Test //' ||
        echo 'the run failed'
}

build() { (cd "$folder" && swift build --build-tests >"$folder/build.log" 2>&1); }

if [ "$mode" = run ]; then
    echo "building the unchanged tree"
    build || {
        tail -20 "$folder/build.log"
        exit 2
    }
fi
survived=() unfit=() killed=0
for name in "${wanted[@]}"; do
    if ! tests=$(change "$name"); then
        unfit+=("$name")
        restore "$name"
        continue
    fi
    if [ "$mode" = apply-only ]; then
        echo "$name fits ($tests)"
    elif ! build; then
        unfit+=("$name")
        printf '%-32s does not build\n' "$name"
    else
        test=$(caught "^($tests)\\.")
        [ -n "$test" ] || test=$(caught '^ConformanceTests\.')
        if [ -n "$test" ]; then
            killed=$((killed + 1))
            printf '%-32s caught by %s\n' "$name" "$test"
        else
            survived+=("$name")
            printf '%-32s SURVIVED\n' "$name"
        fi
    fi
    restore "$name"
done
echo
echo "${#wanted[@]} mutants: $killed caught, ${#survived[@]} survived, ${#unfit[@]} unfit"
[ ${#survived[@]} -eq 0 ] || printf 'survived: %s\n' "${survived[@]}"
[ ${#unfit[@]} -eq 0 ] || printf 'unfit: %s\n' "${unfit[@]}"
[ ${#survived[@]} -eq 0 ] && [ ${#unfit[@]} -eq 0 ]
