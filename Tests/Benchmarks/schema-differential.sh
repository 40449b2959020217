# Sourced by run.sh: the verdicts of the product against those of jsonschema-rs.
# shellcheck shell=bash
shipped_programs
require_python
make_work
say "comparing the verdicts on $documents documents"
status=0
"$python" "$here/schema/differential.py" "$work" "$programs/sluis" "$documents" "$shared" || status=$?
[ ! -f "$work/schema-differential.json" ] || cp "$work/schema-differential.json" "$results"
[ "$status" -le 1 ] || fail "the comparison could not be done"
echo "results: $results"
exit "$status"
