"""Renews the certificates of consumer and provider under load, and restarts the provider: no request may fail.

    SLUIS_PROGRAMS=.build/release python3 Tests/Trials/renewals.py                 the whole of it: two minutes
    SLUIS_PROGRAMS=… python3 Tests/Trials/renewals.py --renewals 6 --restarts 1    a short one

Real programs, real mutual TLS, one access token's hour: the tokens that former keys signed are all still in use. Ends with 1
where a request failed. Python 3.9 and openssl.
"""
import argparse
import sys
import time

from group import Group, Load

# How long a request waits for its first token, and for a connection to the Inway (docs/errors.md), less what a slow
# machine takes to say so. A provider that takes longer to come back has refusals, but none before.
TOKEN_DEADLINE, CONNECT_DEADLINE = 9.9, 4.9


def check(holds, what, shown=""):
    print("%-4s %s%s" % ("ok" if holds else "FAIL", what, ": %s" % shown if shown != "" else ""), flush=True)
    return 0 if holds else 1


def first_token(group, rate):
    """The provider comes up after the first request, which has no token yet."""
    group.stop("provider")
    load = Load(group, rate)
    time.sleep(1)
    group.start("provider", wait=False)
    group.until("the provider", lambda: group.is_ready("provider"))
    time.sleep(2)
    load.end()
    load.report()
    told = group.words("consumer").count("no access token for a grant")
    early = load.refused_within(TOKEN_DEADLINE)
    return (check(early == 0 and load.answers.get("200", 0) > 0, "requests before the first token wait", early)
            + check(1 <= told <= 2, "the gateway's own log has a bounded word", told))


def renewals(group, rate, count, pause):
    made = {side: group.make_certificates(side, count) for side in ("consumer", "provider")}
    load = Load(group, rate)
    refused = []
    for pair in zip(made["consumer"], made["provider"]):
        for side, certificate in zip(("consumer", "provider"), pair):
            done = group.renew(side, certificate)
            if done.returncode:
                refused.append(done.stdout + done.stderr)
            time.sleep(pause)
    time.sleep(1)
    load.end()
    load.report()
    return (check(not refused, "%d renewals of each side are taken" % count, refused[:1] or "")
            + check(load.failed == 0, "no request fails"))


def restarts(group, rate, count, changes):
    load = Load(group, rate, changes)
    for _ in range(count):
        time.sleep(1)
        group.stop("provider")
        group.start("provider")
        time.sleep(2)
    load.end()
    load.report()
    early = load.refused_within(CONNECT_DEADLINE)
    again = group.source.repeated
    return (check(early == 0, "%d restarts of the provider: none is refused within its deadline" % count, early)
            + check(not again, "no request reaches the source twice", again[:3] or ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rate", type=float, default=200, help="requests a second")
    parser.add_argument("--renewals", type=int, default=60, help="of each side")
    parser.add_argument("--pause", type=float, default=0.3, help="seconds after each renewal")
    parser.add_argument("--restarts", type=int, default=3, help="of the provider")
    parser.add_argument("--changes", type=int, default=4,
                        help="every n-th request during restarts is a POST, which is sent again only where it is known not to have come; 0: none")
    parser.add_argument("--protocol", choices=["HTTP_1_1", "HTTP_2"], default="HTTP_1_1")
    options = parser.parse_args()
    with Group(options.protocol) as group:
        failed = first_token(group, options.rate)
        failed += renewals(group, options.rate, options.renewals, options.pause)
        failed += restarts(group, options.rate, options.restarts, options.changes)
    sys.exit(1 if failed else 0)


main()
