# Sourced by run.sh: the engine of payloads against others that read and check JSON.
# shellcheck shell=bash
build_tool schema-engine "the engine"
engine=$tool
require_python
make_work
"$python" "$here/schema/cases.py" "$work" "$shared"

# instructions_a_byte CASE STEP FILE: by callgrind, from the difference of two counts.
instructions_a_byte() {
    local few=50 many=250 times counts=()
    for times in "$few" "$many"; do
        counts+=("$(SWIFT_DETERMINISTIC_HASHING=1 valgrind --tool=callgrind \
            --callgrind-out-file=/dev/null "$work/engine" repeat "$work/cases.json" "$1" "$2" "$times" \
            2>&1 >/dev/null | awk '/Collected/ {print $4}')")
    done
    [ "${counts[1]:-0}" -gt "${counts[0]:-0}" ] || fail "valgrind did not count $1, $2"
    awk -v a="${counts[0]}" -v b="${counts[1]}" -v n=$((many - few)) -v size="$(wc -c <"$work/$3")" \
        'BEGIN { printf "%.2f", (b - a) / n / size }'
}

if [ -n "$instructions" ]; then
    install_missing valgrind
    # Valgrind cannot read the debug information of newer compilers.
    strip --strip-debug -o "$work/engine" "$engine"
    say "counting instructions"
    missed=0 lines=() published=()
    [ ! -f "$work/brp-p1.json" ] ||
        published=("parse:9:BRP p1:brp-p1.json" "validate:15:BRP p1:brp-p1.json"
            "parse+validate+minimise:21:BRP p1:brp-p1.json")
    # The persons of persons.py say more in fewer bytes than those of the BRP. These bars stand close above what is
    # counted, to tell when something has become slower.
    for row in "${published[@]}" "parse:9.2:p1 discriminators:p1.json" \
        "validate:11.2:p1 discriminators:p1.json" "validate:8:p1 plain:p1.json" \
        "parse:9.2:query:query.json" "validate:13.2:query:query.json" \
        "validate:11.5:unevaluatedProperties:closed.json" "validate:31:oneOf:choice.json" \
        "validate:13.4:dynamicRef:tree.json"; do
        IFS=: read -r step most subject file <<<"$row"
        count=$(instructions_a_byte "$subject" "$step" "$file")
        verdict='no bar'
        if [ "$most" != - ]; then
            verdict=holds
            awk -v a="$count" -v b="$most" 'BEGIN { exit !(a > b) }' && verdict=MISSED && missed=1
        fi
        printf '%-24s %-24s %8s instructions a byte, bar %s: %s\n' "$subject" "$step" "$count" "$most" "$verdict"
        lines+=("{\"case\":\"$subject\",\"step\":\"$step\",\"instructions_a_byte\":$count,\"verdict\":\"$verdict\"}")
    done
    (IFS=,; printf '{"benchmark":"schema","rows":[%s]}\n' "${lines[*]}") >"$results"
    echo "results: $results"
    exit "$missed"
fi

# ajv_modules: the folder of Debian's ajv and what it needs, in $modules; empty when it cannot be had.
ajv_modules() {
    local folder=.build-benchmarks/ajv
    modules=''
    # In a shell of its own: where nothing may be installed the comparison goes on without ajv.
    command -v node >/dev/null || (install_missing nodejs) || {
        echo "without ajv: nodejs is not there"
        return 0
    }
    if [ ! -d "$folder/usr" ]; then
        mkdir -p "$folder"
        (cd "$folder" && apt-get download -qq node-ajv node-fast-deep-equal node-json-schema-traverse \
            node-uri-js node-punycode && for deb in ./*.deb; do dpkg-deb -x "$deb" .; done) \
            >"$work/ajv.log" 2>&1 || { echo "without ajv: Debian's packages could not be had"; return 0; }
        rm -f "$folder"/*.deb
    fi
    modules=$checkout/$folder/usr/share/nodejs
}

say "measuring"
ajv_modules
# Everybody is measured in each round, so that a busy moment of the machine harms none alone.
for ((round = 1; round <= rounds; round++)); do
    "$engine" measure "$work/cases.json" --milliseconds "$milliseconds" >"$work/sluis.$round.tsv"
    if [ -n "$modules" ]; then
        NODE_PATH=$modules node "$here/schema/ajv.js" "$work" "$milliseconds" >"$work/ajv.$round.tsv" ||
            fail "ajv could not be measured"
    fi
    "$python" "$here/schema/peers.py" "$work" "$milliseconds" >"$work/peers.$round.tsv"
    echo "round $round of $rounds done"
done
status=0
"$python" "$here/schema/compare.py" "$work" || status=$?
[ ! -f "$work/schema.json" ] || cp "$work/schema.json" "$results"
echo "results: $results"
exit "$status"
