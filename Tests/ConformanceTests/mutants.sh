#!/usr/bin/env bash
# Switches off one rule at a time and shows which test notices: none may survive. --help tells how.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: Tests/ConformanceTests/mutants.sh [--list | --apply-only] [--sample N | --part I/N] [NAME ...]

The changes stand in mutants.txt. All of them are made in one copy of the tree, each behind a switch that
SLUIS_MUTANT=NAME turns on when a program starts, so that one build serves all: 10 to 20 minutes on two
cores. First all tests run with no change on, and must pass. Then for each change its unit tests run, and
when none fails the conformance suite. A change is caught where a test fails, or the run crashes or hangs.

  --list        prints the names, without building
  --apply-only  shows whether every change still fits the sources, without building
  --sample N    takes N of them, spread over the list
  --part I/N    takes the I-th of N parts of the list
  --help        prints this

SLUIS_MUTANTS_FOLDER  the folder of the copy and its build, kept for the next run; else a temporary one
SLUIS_MUTANTS_FLAGS   how swift build and swift test are called: --configuration debug -Xswiftc -gnone

Ends with 0 when every change was caught, 1 when one survived or no longer fits, 2 when nothing can be said.
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(cd "$here/../.." && pwd)
list=$here/mutants.txt

stop() {
    echo "$1" >&2
    exit 2
}

mode=run sample='' part='' wanted=()
while [ $# -gt 0 ]; do
    case $1 in
    --list | --apply-only) mode=${1#--} ;;
    --sample)
        [[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || stop "--sample takes a number from 1, for example: --sample 10"
        sample=$2 && shift
        ;;
    --part)
        [[ ${2:-} =~ ^([1-9][0-9]{0,2})/([1-9][0-9]{0,2})$ ]] &&
            [ "${BASH_REMATCH[1]}" -le "${BASH_REMATCH[2]}" ] ||
            stop "--part takes which part of how many, for example: --part 2/4"
        part=$2 && shift
        ;;
    --help) usage && exit ;;
    -*) stop "$1 is not known; --help tells what is" ;;
    *) wanted+=("$1") ;;
    esac
    shift
done

mapfile -t known < <(grep -v '^#' "$list" | sed 's/ ## .*//' | awk '!seen[$0]++')
for name in ${wanted[@]+"${wanted[@]}"}; do
    printf '%s\n' "${known[@]}" | grep -qxF -e "$name" || stop "$name is not in the list; --list prints it"
done
[ ${#wanted[@]} -gt 0 ] || wanted=("${known[@]}")
if [ -n "$part" ]; then
    from=$((${#wanted[@]} * (${part%/*} - 1) / ${part#*/}))
    to=$((${#wanted[@]} * ${part%/*} / ${part#*/}))
    wanted=("${wanted[@]:from:to-from}")
fi
if [ -n "$sample" ] && [ "$sample" -lt ${#wanted[@]} ]; then
    spread=()
    for ((place = 0; place < sample; place++)); do
        spread+=("${wanted[place * ${#wanted[@]} / sample]}")
    done
    wanted=("${spread[@]}")
fi
[ ${#wanted[@]} -gt 0 ] || stop "this part of the list is empty"
if [ "$mode" = list ]; then
    printf '%s\n' "${wanted[@]}"
    exit
fi

folder=${SLUIS_MUTANTS_FOLDER:-$(mktemp -d "${TMPDIR:-/tmp}/sluis-mutants-XXXXXX")}
session='' # of the tests that run
finish() {
    [ -z "$session" ] || pkill -KILL --session "$session" || true
    [ -n "${SLUIS_MUTANTS_FOLDER:-}" ] || rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
[ ! -e "$folder/.git" ] || stop "SLUIS_MUTANTS_FOLDER is a checkout, whose sources would be changed: name another folder"

# apply: makes the copy with all changes; prints for each that fits its name and unit tests. What did not
# change since the last time is left alone, so that it is not built again.
apply() {
    python3 - "$list" "$checkout" "$folder" <<'PYTHON'
import pathlib
import re
import sys

table, checkout, folder = map(pathlib.Path, sys.argv[1:])
SWITCH = '''
private import Glibc

private let mutantThatIsOn = getenv("SLUIS_MUTANT").map { String(cString: $0) }

private func mutant(_ name: String) -> Bool { mutantThatIsOn == name }
'''
tests, switches, unfit, changes = {}, set(), set(), []


def complain(name, problem):
    unfit.add(name)
    print(f"{name}: {problem}", file=sys.stderr)


def placed(line):
    """The change of a line: where it starts and ends in the file, and what comes there."""
    name, file, old, new, suites = (part.strip() for part in line.split(" ## "))
    tests.setdefault(name, set()).add(suites)
    if "\\r" not in line:
        old, new = old.replace("\\n", "\n"), new.replace("\\n", "\n")
    found = set(re.findall(r'mutant\("([^"]*)"\)', new))
    switches.update(found & {name})
    if found - {name}:
        return complain(name, f"has the switch of another: {', '.join(sorted(found - {name}))}")
    text = (checkout / "Sources" / file).read_text() if (checkout / "Sources" / file).exists() else ""
    if not old or text.count(old) != 1:
        return complain(name, f"stands {text.count(old) if old else 0} times in {file}: {old}")
    start = text.index(old)
    for other in changes:
        if other[0] == file and start < other[2] and other[1] < start + len(old):
            return complain(name, f"changes what {other[4]} changes in {file}: {old}")
    changes.append((file, start, start + len(old), new, name))


for number, line in enumerate(table.read_text().splitlines(), 1):
    if line and not line.startswith("#"):
        if line.count(" ## ") != 4:
            sys.exit(f"{table.name}:{number}: a line is NAME ## FILE ## OLD ## NEW ## UNIT TESTS")
        placed(line)
for name in tests:
    if name not in switches and name not in unfit:
        complain(name, f'no line has the switch mutant("{name}")')

changed = {}
for file, start, end, new, name in sorted(changes, reverse=True):
    if name not in unfit:
        path = checkout / "Sources" / file
        text = changed.get(path) or path.read_text() + SWITCH
        changed[path] = text[:start] + new + text[end:]

for part in "Package.swift Package.resolved Sources Tests schemas config docs deploy".split():
    origin, copy = checkout / part, folder / part
    # A checkout in which nothing was built has no Package.resolved.
    files = [p for p in [origin, *origin.rglob("*")] if p.is_file()]
    for path in files:
        target = folder / path.relative_to(checkout)
        content = changed[path].encode() if path in changed else path.read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(path.stat().st_mode)
    if origin.is_dir():
        for path in [p for p in copy.rglob("*") if p.is_file()]:
            if not (checkout / path.relative_to(folder)).is_file():
                path.unlink()
for name in tests:
    if name not in unfit:
        print(name, "|".join(sorted(tests[name])))
PYTHON
}

applied=$(apply) || exit 2
declare -A tests=()
while read -r name suites; do tests[$name]=$suites; done <<<"$applied"
survived=() unfit=() fit=() caught=0
for name in "${wanted[@]}"; do
    if [ -z "${tests[$name]:-}" ]; then
        unfit+=("$name")
    else
        fit+=("$name")
        [ "$mode" = run ] || echo "$name fits (${tests[$name]})"
    fi
done

read -ra flags <<<"${SLUIS_MUTANTS_FLAGS:---configuration debug -Xswiftc -gnone}"

# try MUTANT FILTER: runs tests with a change on, and sets `noticed` to what noticed it, or to nothing.
# A run in which nothing was tested says nothing about a change: that ends the script.
noticed=''
try() {
    local log=$folder/test.log code=0
    SLUIS_MUTANT=$1 setsid timeout --kill-after=10 900 swift test --package-path "$folder" \
        "${flags[@]}" --skip-build --disable-xctest --filter "$2" >"$log" 2>&1 &
    session=$!
    wait "$session" || code=$?
    # What a change keeps from ending outlives swift test.
    pkill -KILL --session "$session" || true
    session=''
    noticed=$(awk '/^✘ Test / && !/^✘ Test run with / {
        sub(/^✘ Test /, "")
        if (!sub(/" (recorded an issue|failed after).*/, "\"")) sub(/ (recorded an issue|failed after).*/, "")
        print; exit }' "$log")
    if [ -n "$noticed" ]; then
        return 0
    elif [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
        noticed="no end: the run took over 900 s"
    elif [ "$code" -ne 0 ] && grep -q '^◇ Test [^r].* started' "$log" && ! grep -q 'Test run with' "$log"; then
        noticed="no single test: the run crashed"
    elif [ "$code" -ne 0 ] || ! grep -qE 'Test run with [1-9][0-9]* tests?.* passed' "$log"; then
        tail -20 "$log" >&2
        stop "no tests ran: SLUIS_MUTANT=$1, swift test --filter '$2'"
    fi
}

if [ "$mode" = run ] && [ ${#fit[@]} -gt 0 ]; then
    echo "building the tree with every change behind its switch"
    swift build --package-path "$folder" "${flags[@]}" --build-tests >"$folder/build.log" 2>&1 || {
        grep -E 'error:' "$folder/build.log" >&2 || tail -20 "$folder/build.log" >&2
        stop "the changed tree does not build"
    }
    # The programs that the tests start are those of this build.
    SLUIS_PROGRAMS=$(swift build --package-path "$folder" "${flags[@]}" --show-bin-path)
    export SLUIS_PROGRAMS
    export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-6}
    built=$SECONDS
    echo "built in $built s; testing with no change on"
    all=$(for name in "${fit[@]}"; do echo "${tests[$name]}"; done | tr '|' '\n' | sort -u | paste -sd '|')
    try none "^($all|ConformanceTests)\\."
    [ -z "$noticed" ] || stop "fails with no change on, so that nothing follows from it: $noticed"
    printf 'nothing fails with no change on (%s s)\n' $((SECONDS - built))
    for name in "${fit[@]}"; do
        begin=$SECONDS
        try "$name" "^(${tests[$name]})\\."
        [ -n "$noticed" ] || try "$name" '^ConformanceTests\.'
        if [ -n "$noticed" ]; then
            caught=$((caught + 1))
            printf '%-32s caught by %s (%s s)\n' "$name" "$noticed" $((SECONDS - begin))
        else
            survived+=("$name")
            printf '%-32s SURVIVED (%s s)\n' "$name" $((SECONDS - begin))
        fi
    done
fi
echo
echo "${#wanted[@]} mutants: $caught caught, ${#survived[@]} survived, ${#unfit[@]} unfit, in $SECONDS s"
[ ${#survived[@]} -eq 0 ] || printf 'survived: %s\n' "${survived[@]}"
[ ${#unfit[@]} -eq 0 ] || printf 'unfit: %s\n' "${unfit[@]}"
[ ${#survived[@]} -eq 0 ] && [ ${#unfit[@]} -eq 0 ]
