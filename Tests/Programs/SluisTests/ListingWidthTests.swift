import ExchangeModel
import JSONTape
import Testing

@testable import sluis

/// Every listing in a terminal of 80 columns, with the longest names that partners may have.
@Suite struct ListingWidthTests {
    private static let oin = [
        "00000099000000002000", "00000099000000003000", "00000099000000004000",
    ]
    private static let service =
        "basisregistratie-personen-bevragen-en-aanvullende-gegevens-van-2026"
    private static let name =
        "Samenwerkingsverband Belastingen en Waardebepaling Súdwest-Fryslân en omstreken"
    private static let manager =
        "https://manager.fsc.gegevensuitwisseling.samenwerkingsverband.voorbeeld.nl:8443"
    private static let purpose =
        "https://doelen.voorbeeld.nl/2026/vaststellen-van-het-recht-op-bijstand-en-toeslagen-personen"
    private static let hash = "$1$1$4fZk09TqYb" + String(repeating: "A", count: 76)
    private static let grant = "$1$3$" + String(repeating: "A", count: 86)
    private static let moment: JSONValue = "2026-12-01T10:00:00.123Z"
    private static let reason: JSONValue =
        "de verbinding kon niet worden gemaakt: het certificaat van de andere kant is ingetrokken"
    private static let id: JSONValue = "01890a5d-ac96-774b-bcce-b302099a8057"

    /// A listing by its name, made for a form.
    struct Listing: CustomTestStringConvertible {
        let name: String
        let text: @Sendable (TextForm) -> String
        /// What must stand in it whole, white space aside.
        let holds: [String]

        var testDescription: String { name }
    }

    private static func contract(_ peers: [String], _ state: String) -> JSONValue {
        [
            "hash": .string(hash), "state": .string(state), "own": .string(oin[0]),
            "peers": .array(peers.map { .string($0) }), "notAfter": moment, "waitingForUs": true,
            "waitingFor": .array(peers.map { .string($0) }),
            "grants": [["service": .string(service)], ["service": .string(service)]],
            "distributions": [
                [
                    "peerID": .string(oin[1]), "message": "contract", "state": "waiting",
                    "attempts": 12, "nextAttempt": moment, "lastError": reason,
                ]
            ],
        ]
    }

    private static let exchanges: JSONValue = [
        "next": "12345678901234567890",
        "exchanges": [
            [
                "startedAt": moment, "transactionID": id, "direction": "incoming",
                "peerID": .string(oin[1]), "service": .string(service), "outcome": "answered",
                "status": 200,
            ],
            [
                "startedAt": moment, "direction": "outgoing", "peerID": .string(oin[1]),
                "service": .string(service), "outcome": "refused", "count": 12_345, "status": 403,
                "reason": "ERROR_CODE_ACCESS_DENIED_BY_FIELD_POLICY_OF_PURPOSE",
            ],
        ],
    ]

    private static let delegated: JSONValue = [
        "exchanges": .array(
            (exchanges["exchanges"]?.array ?? []).map { exchange in
                var object = exchange.object ?? [:]
                object["delegator"] = .string(oin[2])
                return .object(object)
            }
        )
    ]

    private static let services: JSONValue = [
        "services": [
            [
                "name": .string(service), "peerID": .string(oin[1]), "peerName": .string(name),
                "state": "listed", "protocol": "PROTOCOL_TCP_HTTP_1.1",
                "purposes": [["id": .string(purpose)], ["id": .string(purpose + "-2")]],
            ],
            [
                "name": "kort", "peerID": .string(oin[0]), "peerName": "Gemeente",
                "state": "configured", "protocol": "PROTOCOL_TCP_HTTP_2", "purposes": [],
            ],
        ],
        "unreachable": [["directory": .string(oin[2]), "reason": reason]],
    ]

    private static let status: JSONValue = [
        "checks": [
            ["name": "revocation refresh", "state": "warn", "detail": reason],
            ["name": "een controle met een lange naam", "state": "fail", "detail": reason],
            ["name": "store", "state": "pass", "detail": ""],
        ],
        "documents": [["service": .string(service), "operations": 12, "bytes": 1_000_000]],
        "refusedHandshakes": [
            [
                "reason": "revoked", "count": 1_234, "last": moment, "address": "192.0.2.200:49152",
                "peerID": .string(oin[1]), "subject": .string("CN=\(name)"),
                "serialNumber": "71EF0A5B71EF0A5B71EF0A5B",
            ]
        ],
        "warnings": [
            [
                "kind": "contract", "subject": .string(hash), "ends": moment, "days": 12,
                "level": 30,
                "exchangesPerDay": 12_000, "atLeast": true, "mend": "sluis contract renew",
            ],
            ["kind": "certificate", "subject": .string("CN=\(name)"), "ends": moment, "level": 0],
        ],
        "restored": [
            "since": moment, "reason": reason, "missing": .array(oin.map { .string($0) }),
        ],
        "distributions": 12,
    ]

    private static let policies: JSONValue = [
        "policies": [
            [
                "digest": .string(String(repeating: "3b1f9ac2", count: 8)), "isPublished": true,
                "service": .string(service), "purpose": .string(purpose), "contracts": 3,
                "peers": .array(oin.map { .string($0) }),
                "withdrawn": ["at": moment, "person": "local:beheerder", "reason": reason],
            ]
        ]
    ]

    static let listings: [Listing] = [
        Listing(
            name: "contract list",
            text: {
                let two: JSONValue = ["contracts": [contract(Array(oin.prefix(2)), "proposed")]]
                return ContractText.list(two, $0)
            },
            holds: [oin[1], "4fZk09TqYb", service, "us,signaturesof1"]
        ),
        Listing(
            name: "contract list of several parties",
            text: {
                let all: JSONValue = [
                    "contracts": [contract(oin, "valid"), contract(oin, "revoked")]
                ]
                return ContractText.list(all, $0)
            },
            holds: [oin[1], oin[2], "revoked"]
        ),
        Listing(
            name: "log query",
            text: { LogText.list(exchanges, $0) },
            holds: [oin[1], service, "01890a5d-ac96-774b-bcce-b302099a8057", "refused12345times"]
        ),
        Listing(
            name: "log query of delegated exchanges",
            text: { LogText.list(delegated, $0) },
            holds: [oin[1], oin[2], service, "ERROR_CODE_ACCESS_DENIED_BY_FIELD_POLICY_OF_PURPOSE"]
        ),
        Listing(
            name: "service list",
            text: { ServiceCommand.List.text(services, $0) },
            holds: [service, oin[1], purpose, purpose + "-2", "HTTP/1.1"]
        ),
        Listing(
            name: "peer list",
            text: {
                let peers: JSONValue = [
                    "peers": [
                        [
                            "id": .string(oin[1]), "name": .string(name),
                            "managerAddress": .string(manager), "seenAt": moment,
                        ]
                    ]
                ]
                return PeerCommand.List.text(peers, $0)
            },
            holds: [oin[1], manager, "2026-12-01T10:00:00Z"]
        ),
        Listing(
            name: "status",
            text: { StatusCommand.text(status, $0) },
            holds: [oin[2], service, "FAILS", "4fZk09TqYb"]
        ),
        Listing(
            name: "purpose policies",
            text: { _ in FieldPolicyText.list(policies) },
            holds: [oin[2], purpose, "local:beheerder"]
        ),
        Listing(
            name: "doctor",
            text: { form in
                [
                    DoctorFinding.fault("manager.address", name + ", " + name, mend: manager),
                    DoctorFinding.good("clock", name + " " + name),
                ].map { DoctorFinding.text($0.json, form) }.joined(separator: "\n")
            },
            holds: ["FAULT", manager]
        ),
        Listing(
            name: "explain",
            text: { _ in
                Explanation.text(
                    Explanation(exchange: [
                        "transactionID": id, "outcome": "refused",
                        "entries": [
                            [
                                "kind": "DENIAL",
                                "fields": [
                                    "code": "FIELD_NOT_ALLOWED", "phase": "validate",
                                    "purpose": .string(purpose), "grant_hash": .string(grant),
                                ],
                            ]
                        ],
                    ]).json
                )
            },
            holds: ["Waarom", grant]
        ),
    ]

    @Test(arguments: listings, [40, 80, 100, 132])
    func `fits the terminal, and loses nothing`(listing: Listing, width: Int) {
        let form = TextForm(width: width, isColoured: true)
        let text = form.fitted(listing.text(form))
        for line in text.split(separator: "\n") where TextWidth.of(line) > width {
            // One word that is longer than the terminal stays whole, to be copied; no table has one.
            let words = TextWidth.plain(line).split(separator: " ")
            #expect(words.contains { $0.count > width - 24 }, "\(line)")
            #expect(width < 80 || !listing.name.hasSuffix("list"), "\(line)")
        }
        let shown = TextWidth.plain(text).filter { !$0.isWhitespace }
        for part in listing.holds {
            #expect(shown.contains(part) || Self.isFolded(part, in: text), "\(part)\n\(text)")
        }
    }

    /// Whether a text stands in a column, broken over lines between other cells.
    private static func isFolded(_ part: String, in text: String) -> Bool {
        var rest = part[...]
        for line in TextWidth.plain(text).split(separator: "\n") {
            for word in line.split(separator: " ") where !rest.isEmpty && rest.hasPrefix(word) {
                rest = rest.dropFirst(word.count)
            }
        }
        return rest.isEmpty
    }

    @Test(arguments: listings)
    func `has all its rows in one line each where there is room`(listing: Listing) {
        let text = listing.text(TextForm(isWide: true))
        #expect(!text.contains("\u{1b}"))
        if listing.name.hasPrefix("contract list") { #expect(text.contains(hash)) }
    }

    private let hash = ListingWidthTests.hash
}
