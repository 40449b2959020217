# Sourced by run.sh: what contracts and published services cost as they become more.
# shellcheck shell=bash
install_missing "${run_packages[@]}" python3
shipped_programs
make_work
export PYTHONDONTWRITEBYTECODE=1
say "measuring with $contracts contracts and $services services; nothing else should run"
python3 "$here/contracts/measure.py" "$programs" "$work" "$results" --contracts "$contracts" \
    --services "$services" --samples "$samples" --idle "$idle" || { echo "results: $results"; exit 1; }
echo "results: $results"
