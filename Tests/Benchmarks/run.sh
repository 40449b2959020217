#!/usr/bin/env bash
# Compares the gateway, and its parts, with others on this machine, in one run.
#
# Usage: Tests/Benchmarks/run.sh dataplane|schema|schema-differential|contracts [OPTIONS]
#
#   dataplane   CPU time for one request of 1.5 KB, 16 kept connections with mutual TLS:
#               nginx as a bare proxy, and the Inway with everything on (token, contract, purpose,
#               record on disk, request and answer validated, answer minimised). The row
#               inway-disclosing is the same with an answer that names a person whom the request did
#               not: a second record on disk before the answer leaves. It has no bar.
#   schema      CPU time of reading JSON, of checking it against a schema, and of minimising it:
#               the product's engine, jsonschema-rs with orjson, fastjsonschema, and ajv 6 where Debian's
#               packages can be had. Bars: 4 times the speed of jsonschema-rs with orjson for reading
#               and checking, 3 times for checking (2.5 times both where a payload shows one keyword),
#               faster than ajv; with minimisation still 4.8 times (1.8 ns a byte on a machine where
#               jsonschema-rs with orjson takes 8.61).
#   schema-differential
#               the verdicts of `sluis validate` on documents that nearly conform, against those of
#               jsonschema-rs on the same schemas as an independent rewriting makes them plain JSON
#               Schema 2020-12: three families of OpenAPI documents. Every difference is printed.
#   contracts   what contracts cost with 100, 1,000 and 10,000 of them, in a Group of three gateways of the
#               shipped programs: CPU time of a proposal on either side (with its accept), of doing
#               nothing, of a page of `contract list`, seconds of a start and of CPU time until the gateways
#               have compared with each other what they hold and rest again; whether a grant is usable, and
#               nothing is served, from the answer to accept and revoke on. Then, with 1,000 published
#               services, CPU time of publishing one and of a page of the directory's list. Bars: 10 ms a
#               proposal, 5 ms a second idle, 2 s a start, 5 s of comparing, 100 ms a page, 10 ms a publication,
#               5 ms a page of services; but for start and comparing none may grow by more than half.
#               Takes some minutes.
#
# For dataplane:
#   --rounds N        rounds, each subject once in each        (5)
#   --seconds S       how long each is measured in a round     (2)
#   --connections N   kept connections                         (16)
#   --bar RATIO       the most that Inway / nginx may be       (3)
# For schema:
#   --rounds N        rounds, each engine once in each         (5)
#   --milliseconds N  the least that one run of a step takes   (30)
#   --instructions    counts instructions with valgrind instead: bars 9 a byte for reading, 15 for
#                     checking, 21 with minimisation; takes a minute
# For schema-differential:
#   --documents N     how many documents                       (100000; 5000 take less than a minute)
# For contracts:
#   --contracts LIST  the numbers of contracts                 (100,1000,10000)
#   --services N      how many services are published          (1000)
#   --samples N       how many proposals are measured          (50)
#   --idle S          how long nothing is done                 (10)
# For all:
#   --json FILE       gets the results                         (.build-benchmarks/NAME.json)
# For dataplane, schema-differential and contracts:
#   --programs DIR    takes sluis and sluis-demo from there instead of building them as shipped
#
# Exit: 0; 1 when a bar is missed, verdicts differ, an answer was not 2xx, a connection broke, or the run
# could not be done; 2 for wrong arguments. All traffic stays on loopback; what was started is stopped.
here=$(cd "$(dirname "$0")" && pwd)
started_in=$PWD

usage() {
    [ $# -eq 0 ] || echo "run.sh: $*" >&2
    sed -n '2,/^here=/{/^#/s/^# \{0,1\}//p}' "$here/run.sh" >&2
    exit 2
}

name=${1:-}
case $name in
dataplane) known='--rounds --seconds --connections --bar --json --programs' ;;
schema) known='--rounds --milliseconds --instructions --json' ;;
schema-differential) known='--documents --json --programs' ;;
contracts) known='--contracts --services --samples --idle --json --programs' ;;
*) usage "name what to compare: dataplane, schema, schema-differential or contracts" ;;
esac
shift
rounds=5 seconds=2 connections=16 bar=3 milliseconds=30 instructions='' documents=100000
contracts=100,1000,10000 services=1000 samples=50 idle=10
results='' programs=''
while [ $# -gt 0 ]; do
    [[ " $known " == *" $1 "* ]] || usage "$name has no option $1"
    if [ "$1" = --instructions ]; then
        instructions=1
        shift
        continue
    fi
    [ $# -ge 2 ] || usage "$1 needs a value"
    case $1 in
    --rounds) rounds=$2 ;; --seconds) seconds=$2 ;; --connections) connections=$2 ;; --bar) bar=$2 ;;
    --milliseconds) milliseconds=$2 ;; --documents) documents=$2 ;;
    --contracts) contracts=$2 ;; --services) services=$2 ;; --samples) samples=$2 ;; --idle) idle=$2 ;;
    --json) results=$2 ;; --programs) programs=$2 ;;
    esac
    shift 2
done
whole='^[1-9][0-9]{0,2}$' decimal='^[0-9]{1,3}([.][0-9]+)?$'
[[ $rounds =~ $whole && $connections =~ $whole ]] || usage "rounds and connections are from 1 to 999"
[[ $milliseconds =~ $whole ]] || usage "milliseconds are from 1 to 999"
[[ $seconds =~ $decimal && $bar =~ $decimal ]] || usage "seconds and bar are decimal numbers"
[[ $documents =~ ^[1-9][0-9]{0,7}$ ]] || usage "documents are from 1 to 99999999"
[[ $contracts =~ ^[1-9][0-9]{0,4}(,[1-9][0-9]{0,4})*$ ]] || usage "contracts are numbers from 1 to 99999"
[[ $services =~ ^[1-9][0-9]{1,3}$ ]] || usage "services are from 10 to 9999"
[[ $samples =~ $whole && $idle =~ $decimal ]] || usage "samples and idle are numbers below 1000"
[ -z "$results" ] || [ "${results:0:1}" = / ] || results=$started_in/$results
[ -z "$programs" ] || programs=$(cd "$programs" && pwd) || usage "--programs names no folder"

. "$here/../../deploy/environment.sh"
results=${results:-$checkout/.build-benchmarks/$name.json}

# --- What the comparisons share ------------------------------------------------------------------

pids=()
work=''
stop_all() {
    local index
    for ((index = ${#pids[@]} - 1; index >= 0; index--)); do
        if kill "${pids[index]}" 2>/dev/null; then wait "${pids[index]}" 2>/dev/null || true; fi
    done
    [ -z "$work" ] || rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

# make_work: a folder for this run, in $work.
make_work() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/sluis-bench.XXXXXX")
    chmod 755 "$work"
    mkdir -p "$(dirname "$results")"
}

# shipped_programs: the programs as they are shipped, in the folder $programs.
shipped_programs() {
    [ -z "$programs" ] || return 0
    deploy/build.sh
    programs=$checkout/.build-release/bin
}

# build_tool PRODUCT WHAT: a program of this package, compiled as the product is; its path goes to $tool.
build_tool() {
    local build=(swift build --package-path "$here" --scratch-path .build-benchmarks
        --configuration release -Xswiftc -enforce-exclusivity=unchecked)
    say "building $2"
    "${build[@]}" --product "$1"
    tool=$("${build[@]}" --show-bin-path)/$1
}

# require_python: the Python packages that are compared with; the interpreter goes to $python.
require_python() {
    local venv=$checkout/.build-benchmarks/python wanted=$here/schema/requirements.txt
    python3 -c 'import ensurepip, venv' 2>/dev/null || install_missing python3 python3-venv
    if ! cmp -s "$wanted" "$venv/requirements.txt"; then
        say "installing $(tr '\n' ' ' <"$wanted")"
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted" ||
            fail "the Python packages could not be installed"
        cp "$wanted" "$venv/requirements.txt"
    fi
    python=$venv/bin/python
    export PYTHONDONTWRITEBYTECODE=1
}

require_swift
install_missing "${build_packages[@]}"
# The published test data is no part of this project; what needs it is skipped without it.
shared=$checkout/../shared
. "$here/$name.sh"
