#!/usr/bin/env bash
# Installs what is missing, builds, and runs the demonstration: four processes that meet only over the wire.
# Usage: deploy/demo.sh [--once] [--delegation] [--verbose] [--data DIR] [--json FILE]     (see sluis-demo run --help)

# Wrong arguments are told before the long build, not after it; the rest is checked by sluis-demo.
for argument; do
    case $argument in
    -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
    --once | --delegation | --verbose | --sluis | --sluis=* | --data | --data=* | --json | --json=* | --registry | --registry=* | --person | --person=*) ;;
    -*)
        echo "demo.sh: unknown option $argument" >&2
        sed -n '3s/^# //p' "$0" >&2
        exit 2
        ;;
    esac
done

# Files and folders are named from where the script was called.
arguments=() takes_path=''
for argument; do
    [ -z "$takes_path" ] || [ "${argument:0:1}" = / ] || argument=$PWD/$argument
    takes_path=''
    case $argument in
    --data | --json | --sluis) takes_path=1 ;;
    --data=[!/]* | --json=[!/]* | --sluis=[!/]*) argument=${argument%%=*}=$PWD/${argument#*=} ;;
    esac
    arguments+=("$argument")
done

. "$(dirname "$0")/environment.sh"

require_swift
install_missing "${build_packages[@]}" "${run_packages[@]}"
say "building sluis and sluis-demo (first time: 10 to 20 minutes on two cores)"
swift build "${checked_flags[@]}" --product sluis
swift build "${checked_flags[@]}" --product sluis-demo
exec "$(swift build "${checked_flags[@]}" --show-bin-path)/sluis-demo" run "${arguments[@]}"
