# Sourced by run.sh: the data plane against a bare proxy.
# shellcheck shell=bash
export PATH=$PATH:/usr/sbin:/sbin LC_ALL=C

# A web server that is installed for this only must not start as a service.
export RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive
install_missing "${run_packages[@]}" nginx-light
shipped_programs
build_tool load "the load generator"
load=$tool

# --- Starting and stopping ----------------------------------------------------------------------

make_work
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# start_nginx NAME VARIABLE: starts nginx with NAME.conf.in on a free port, which goes to VARIABLE.
start_nginx() {
    local name=$1 port text key attempt
    for attempt in 1 2 3 4 5 6 7 8; do
        port=$((20000 + RANDOM % 10000))
        listens "$port" && continue
        printf -v "$2" %s "$port"
        text=$(<"$here/$name.conf.in")
        for key in WORK:work PKI:pki REGISTRY_PORT:registry_port NGINX_PORT:nginx_port; do
            local variable=${key#*:}
            text=${text//@${key%%:*}@/${!variable:-0}}
        done
        printf '%s\n' "$text" >"$work/$name.conf"
        nginx -c "$work/$name.conf" -e "$work/$name.err" >"$work/$name.log" 2>&1 </dev/null &
        local pid=$!
        for _ in $(seq 50); do
            kill -0 "$pid" 2>/dev/null || break
            if listens "$port"; then
                pids+=("$pid")
                printf -v "${name//-/_}_pid" %s "$pid"
                return
            fi
            sleep 0.1
        done
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    cat "$work/$name.log" "$work/$name.err" >&2 || true
    fail "nginx ($name) did not start"
}

number() { sed 's/^{"number":"\([0-9]*\)".*/\1/' "$1"; }
person=$(number "$here/person.json")
partnered=$(number "$here/person-with-partner.json")
pki=$work/demo/pki
say "starting a registry (nginx), the demonstration's gateways, and nginx as a bare proxy"
mkdir -p "$work/www/v1/persons"
cp "$here/person.json" "$work/www/v1/persons/$person"
cp "$here/person-with-partner.json" "$work/www/v1/persons/$partnered"
start_nginx registry registry_port

"$programs/sluis-demo" run --data "$work/demo" --json "$work/demo.json" \
    --registry "http://127.0.0.1:$registry_port" --person "$person" >"$work/demo.log" 2>&1 </dev/null &
demo=$!
pids+=("$demo")
for _ in $(seq 600); do
    [ -s "$work/demo.json" ] && break
    kill -0 "$demo" 2>/dev/null || { tail -20 "$work/demo.log" >&2; fail "the demonstration did not start"; }
    sleep 0.2
done
[ -s "$work/demo.json" ] || fail "the demonstration did not get ready in two minutes"

# text KEY [SECTION]: a member of the demonstration's file, below the member SECTION when one is named.
text() {
    awk -v key="\"$1\"" -v section="${2:+\"$2\"}" '
        section != "" && index($0, section) { inside = 1 }
        (section == "" || inside) && index($0, key) {
            sub(/^[^:]*: */, ""); sub(/,$/, ""); gsub(/^"|"$/, ""); print; exit
        }' "$work/demo.json"
}
inway=$(text inway) inway_name=$(text inwayName) manager=$(text providerManager) grant=$(text grantHash)
peer=$(text peerID consumer) provider=$(text process provider)
for value in "$inway" "$inway_name" "$manager" "$grant" "$peer" "$provider"; do
    [ -n "$value" ] || fail "the demonstration's file lacks an address"
done
start_nginx nginx-tuned nginx_port

identity=(--cert "$pki/consumer.pem" --key "$pki/consumer.key" --cacert "$pki/anchors.pem")
manager_name=manager.gemeente.example.nl
answer=$(curl -sS --fail-with-body --max-time 20 "${identity[@]}" \
    --connect-to "$manager_name:8443:$manager" "https://$manager_name:8443/v1/token" \
    --data-urlencode grant_type=client_credentials --data-urlencode "scope=$grant" \
    --data-urlencode "client_id=$peer") || fail "no access token: $answer"
token=$(sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p' <<<"$answer")
[ -n "$token" ] || fail "the Manager's answer has no access token"
printf 'Fsc-Authorization: Bearer %s\nAccept: application/json\n' "$token" >"$work/headers.txt"

# --- Measuring ----------------------------------------------------------------------------------

measure() { # PORT PID PERSON
    "$load" --connect "$1" --name "$inway_name" --path "/v1/persons/$3" \
        --headers "$work/headers.txt" --transaction-ids --certificate "$pki/consumer.pem" \
        --key "$pki/consumer.key" --anchors "$pki/anchors.pem" --connections "$connections" \
        --seconds "$seconds" --pid "$2"
}

subjects=(nginx-tuned inway inway-disclosing)
address=("127.0.0.1:$nginx_port" "$inway" "$inway")
process=("$nginx_tuned_pid" "$provider" "$provider")
named=("$person" "$person" "$partnered")
: >"$work/raw.txt"
say "measuring: $rounds rounds of $seconds s, $connections connections"
for ((round = 0; round < rounds; round++)); do
    for ((step = 0; step < ${#subjects[@]}; step++)); do
        which=$(((round + step) % ${#subjects[@]}))
        line=$(measure "${address[which]}" "${process[which]}" "${named[which]}") ||
            fail "${subjects[which]} could not be measured"
        printf '{"round":%d,"subject":"%s",%s\n' "$((round + 1))" "${subjects[which]}" "${line#\{}" \
            >>"$work/raw.txt"
    done
    echo "round $((round + 1)) of $rounds done"
done

# --- The table ----------------------------------------------------------------------------------

mkdir -p "$(dirname "$results")"
awk -v bar="$bar" -v results="$results" -v seconds="$seconds" -v connections="$connections" '
    function member(name,   rest) {
        rest = $0
        if (!match(rest, "\"" name "\":")) return ""
        rest = substr(rest, RSTART + RLENGTH)
        sub(/[,}].*/, "", rest)
        gsub(/"/, "", rest)
        return rest
    }
    function sorted(subject,   i, j, swap) {
        for (i = 1; i <= count[subject]; i++)
            for (j = i; j > 1 && cost[subject, j] < cost[subject, j - 1]; j--) {
                swap = cost[subject, j]; cost[subject, j] = cost[subject, j - 1]; cost[subject, j - 1] = swap
            }
    }
    function median(subject,   n) {
        n = count[subject]
        return n % 2 ? cost[subject, (n + 1) / 2] : (cost[subject, n / 2] + cost[subject, n / 2 + 1]) / 2
    }
    {
        subject = member("subject"); requests = member("requests") + 0
        bad += member("non2xx") + member("errors") + (requests == 0)
        if (member("non2xx") + member("errors") > 0) print "not valid: " $0 > "/dev/stderr"
        if (requests > 0) cost[subject, ++count[subject]] = member("cpu_ns") / 1000 / requests
        all[subject] += requests
        raw = raw (NR > 1 ? ",\n    " : "\n    ") $0
    }
    END {
        printf "\n%-16s %12s %12s %10s\n", "CPU us/request", "best", "median", "requests"
        subjects = split("nginx-tuned inway inway-disclosing", order, " ")
        for (i = 1; i <= subjects; i++) {
            if (!count[order[i]]) { print order[i] ": nothing was answered"; bad++; continue }
            sorted(order[i])
            printf "%-16s %12.2f %12.2f %10d\n", order[i], cost[order[i], 1], median(order[i]), all[order[i]]
        }
        base = cost["nginx-tuned", 1]; own = cost["inway", 1]
        ratio = base > 0 ? own / base : 0
        passes = bad == 0 && ratio > 0 && ratio <= bar
        printf "\ninway / nginx-tuned, best to best: %.2f (bar: %s): %s\n", ratio, bar, passes ? "passes" : "FAILS"
        disclosing = base > 0 ? cost["inway-disclosing", 1] / base : 0
        printf "inway-disclosing / nginx-tuned: %.2f\n", disclosing
        if (bad) print "answers that were not 2xx, broken connections, or nothing answered: see above"
        printf "{\n  \"benchmark\": \"dataplane\", \"connections\": %d, \"seconds\": %s,\n", connections, seconds > results
        for (i = 1; i <= subjects; i++)
            printf "  \"%s\": {\"best_us\": %.3f, \"median_us\": %.3f, \"requests\": %d},\n", order[i],
                cost[order[i], 1], count[order[i]] ? median(order[i]) : 0, all[order[i]] > results
        printf "  \"ratio\": %.3f, \"bar\": %s, \"passes\": %s,\n  \"rounds\": [%s\n  ]\n}\n", ratio, bar,
            passes ? "true" : "false", raw > results
        exit !passes
    }' "$work/raw.txt" || { echo "results: $results"; exit 1; }
echo "results: $results"
