# Sourced by the scripts of this folder: finds the checkout, installs what is missing, names the builds.
# shellcheck shell=bash
set -euo pipefail

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$checkout"

# One release build with checks on and -enable-testing serves tests and demonstration.
checked_scratch=${SLUIS_CHECKED_BUILD:-.build-checked}
checked_flags=(--configuration release --scratch-path "$checked_scratch" -Xswiftc -enable-testing)

say() { printf '\n== %s\n' "$*"; }

# install_missing PACKAGE...: installs the Debian packages that are not there yet.
install_missing() {
    local missing=() package
    for package in "$@"; do
        if ! dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null |
            grep -q 'install ok installed'; then
            missing+=("$package")
        fi
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    say "installing ${missing[*]}"
    if [ "$(id -u)" -eq 0 ]; then
        apt-get update --quiet && apt-get install --yes --quiet "${missing[@]}"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo apt-get update --quiet && sudo apt-get install --yes --quiet "${missing[@]}"
    else
        echo "These packages are missing and this account may not install them. As root, run:" >&2
        echo "    apt-get update && apt-get install --yes ${missing[*]}" >&2
        exit 1
    fi
}

require_swift() {
    if ! command -v swift >/dev/null; then
        echo "The Swift toolchain (6.3 or later) is not on the PATH: https://www.swift.org/install/linux/" >&2
        exit 1
    fi
}

# promtool_path: prints where Debian's promtool is, and brings it below the build where it is missing.
# The package is unpacked and not installed: only this tool is used, and no daemon may come with it.
promtool_path() {
    local tools=$checked_scratch/tools folder
    command -v promtool && return 0
    if [ ! -x "$tools/promtool" ]; then
        folder=$(mktemp --directory)
        if unpack_prometheus "$folder" >"$folder/log" 2>&1 ||
            { [ "$(id -u)" -eq 0 ] && apt-get update --quiet >"$folder/log" 2>&1 &&
                unpack_prometheus "$folder" >"$folder/log" 2>&1; }; then
            mkdir -p "$tools" && cp "$folder/usr/bin/promtool" "$tools/promtool"
        else
            echo "promtool (package prometheus) cannot be had; its checks are left out:" >&2
            tail -n 2 "$folder/log" >&2
        fi
        rm -r "$folder"
    fi
    [ ! -x "$tools/promtool" ] || realpath "$tools/promtool"
}

unpack_prometheus() {
    (cd "$1" && apt-get download --quiet prometheus && dpkg-deb --extract ./*.deb .)
}

# What building needs, and what the demonstration and the tests run as peers.
build_packages=(libssl-dev libcurl4-openssl-dev libsqlite3-dev pkg-config)
run_packages=(curl openssl)
