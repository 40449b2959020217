import ExchangeModel
import JSONTape

/// A rule that refused, who owns it and how it can be mended: in English and Dutch.
struct RefusalRule {
    /// The same in one language.
    struct Words {
        let rule: String
        let owner: String
        let mend: String

        init(_ rule: String, _ owner: String, _ mend: String) {
            (self.rule, self.owner, self.mend) = (rule, owner, mend)
        }

        var json: JSONValue {
            ["rule": .string(rule), "owner": .string(owner), "mend": .string(mend)]
        }
    }

    let english: Words
    let dutch: Words

    init(_ english: Words, _ dutch: Words) {
        (self.english, self.dutch) = (english, dutch)
    }

    /// The rule behind a code; `docs/errors.md` has the codes one by one.
    init(_ code: ErrorCode) {
        self = Self.ofAccess(code) ?? Self.ofPayload(code) ?? Self.ofWay(code)
    }

    /// What can be said of an exchange without a code.
    init(outcome: String) {
        switch outcome {
        case "answered":
            self.init(
                Words("it was answered: no rule refused it", "nobody", "nothing"),
                Words("het is beantwoord: geen regel weigerde", "niemand", "niets")
            )
        case "failed":
            self.init(
                Words(
                    "it broke down on the way, without a refusal",
                    "the network between the two organisations",
                    "try again; look at the other side's record of the same transaction"
                ),
                Words(
                    "het liep onderweg stuk, zonder weigering",
                    "het netwerk tussen de twee organisaties",
                    "probeer het opnieuw; bekijk de vastlegging van de andere kant"
                )
            )
        default:
            self.init(
                Words(
                    "the log holds no completion: nobody can tell how it ended",
                    "the operator of this gateway",
                    "compare with the other side's record of the same transaction"
                ),
                Words(
                    "het log heeft geen afsluiting: niemand weet hoe het afliep",
                    "de beheerder van deze gateway",
                    "vergelijk met de vastlegging van de andere kant"
                )
            )
        }
    }

    private static func ofAccess(_ code: ErrorCode) -> RefusalRule? {
        switch code {
        case .accessTokenMissing, .accessTokenInvalid, .accessTokenExpired, .wrongGroupIDInToken:
            RefusalRule(
                Words(
                    "the call had no access token that is valid for this certificate, "
                        + "grant and Group",
                    "the organisation that called",
                    "fetch a new token at the provider's Manager; a revoked or ended "
                        + "contract needs a new one"
                ),
                Words(
                    "de aanroep had geen token dat geldt voor dit certificaat, deze "
                        + "grant en deze Group",
                    "de organisatie die aanriep",
                    "haal een nieuw token bij de Manager van de aanbieder; een "
                        + "ingetrokken of verlopen contract vraagt een nieuw contract"
                )
            )
        case .purposeRequired:
            RefusalRule(
                Words(
                    "the contract names no purpose that the service is offered for",
                    "the provider decides on purposes, the consumer proposes",
                    "propose a contract for one of the purposes that `sluis purpose list` shows"
                ),
                Words(
                    "het contract noemt geen doel waarvoor de dienst wordt aangeboden",
                    "de aanbieder bepaalt de doelen, de afnemer stelt voor",
                    "stel een contract voor met een van de doelen uit `sluis purpose list`"
                )
            )
        case .policyNotKept, .policyWithdrawn: ofPolicy(code)
        case .fieldNotAllowed:
            RefusalRule(
                Words(
                    "fields were asked for that the purpose does not allow",
                    "the provider: the field policy of the purpose",
                    "ask only for fields of the purpose, or agree on another policy and "
                        + "a new contract"
                ),
                Words(
                    "er werden velden gevraagd die bij het doel niet mogen",
                    "de aanbieder: het veldbeleid van het doel",
                    "vraag alleen velden van het doel, of spreek ander beleid en een "
                        + "nieuw contract af"
                )
            )
        case .serviceNotFound:
            RefusalRule(
                Words(
                    "the service is not offered at this Inway",
                    "the provider: `services` in its configuration",
                    "configure the service, or propose a contract for one that is offered"
                ),
                Words(
                    "de dienst wordt bij deze Inway niet aangeboden",
                    "de aanbieder: `services` in de configuratie",
                    "configureer de dienst, of stel een contract voor een aangeboden "
                        + "dienst voor"
                )
            )
        case .unknownGrantHash, .grantNotAllowed, .clientNotAllowed:
            RefusalRule(
                Words(
                    "the application named no contract that it may use here",
                    "this organisation: `outway.clients` in the configuration",
                    "send Sluis-Alias or Fsc-Grant-Hash of a valid contract, and list it "
                        + "under the client"
                ),
                Words(
                    "de toepassing noemde geen contract dat zij hier mag gebruiken",
                    "deze organisatie: `outway.clients` in de configuratie",
                    "stuur Sluis-Alias of Fsc-Grant-Hash van een geldig contract, en "
                        + "noem het bij de client"
                )
            )
        default: nil
        }
    }

    private static func ofPayload(_ code: ErrorCode) -> RefusalRule? {
        switch code {
        case .malformedRequest, .expectationUnsupported:
            RefusalRule(
                Words(
                    "the bytes that came are not an HTTP request that two readers must understand "
                        + "alike, so nothing of it was passed on",
                    "whoever maintains the HTTP client that sent it, or a proxy in between",
                    "the message of the answer names the fault: correct the request line or the "
                        + "field that it names, and send the request on a new connection"
                ),
                Words(
                    "wat binnenkwam is geen HTTP-verzoek dat twee lezers gelijk moeten "
                        + "begrijpen, dus niets ervan is doorgegeven",
                    "wie de HTTP-client onderhoudt die het stuurde, of een proxy ertussen",
                    "de melding van het antwoord noemt de fout: verbeter de eerste regel of het "
                        + "veld dat zij noemt, en stuur het verzoek over een nieuwe verbinding"
                )
            )
        case .payloadInvalid, .unknownResource, .methodUnsupported, .unsupportedCoding,
            .payloadTooLarge:
            RefusalRule(
                Words(
                    "the request is not what the service's OpenAPI document describes",
                    "whoever maintains the calling application",
                    "correct the request: its answer listed every fault by place"
                ),
                Words(
                    "het verzoek is niet wat het OpenAPI-document van de dienst beschrijft",
                    "wie de aanroepende toepassing onderhoudt",
                    "verbeter het verzoek: het antwoord noemde elke fout met haar plaats"
                )
            )
        case .answerInvalid:
            RefusalRule(
                Words(
                    "the registry's answer broke its own document or the field policy, "
                        + "and was withheld",
                    "the provider: the source registry or its document",
                    "compare the registry with its OpenAPI document; the provider's log "
                        + "tells which rule"
                ),
                Words(
                    "het antwoord van de bron week af van het eigen document of het "
                        + "veldbeleid en is tegengehouden",
                    "de aanbieder: de bron of haar document",
                    "vergelijk de bron met haar OpenAPI-document; het log van de "
                        + "aanbieder noemt de regel"
                )
            )
        case .missingLogRecordID, .invalidLogRecordID:
            RefusalRule(
                Words(
                    "the call had no transaction id, or not one of the Group's form",
                    "whoever maintains the calling Outway",
                    "send Fsc-Transaction-Id as a new UUID of version 7"
                ),
                Words(
                    "de aanroep had geen transactie-id, of niet in de vorm van de Group",
                    "wie de aanroepende Outway onderhoudt",
                    "stuur Fsc-Transaction-Id als nieuwe UUID van versie 7"
                )
            )
        default: nil
        }
    }

    private static func ofWay(_ code: ErrorCode) -> RefusalRule {
        switch code {
        case .serviceUnreachable, .serviceTimeout:
            RefusalRule(
                Words(
                    "the source registry could not be reached, or did not answer in time",
                    "the provider: the source registry",
                    "start the registry or raise `answerTimeout`; then try again"
                ),
                Words(
                    "de bron was niet bereikbaar, of antwoordde niet op tijd",
                    "de aanbieder: de bron",
                    "start de bron of verhoog `answerTimeout`; probeer het dan opnieuw"
                )
            )
        case .tokenUnavailable: tokenUnavailable
        case .inwayUnreachable, .inwayTimeout:
            RefusalRule(
                Words(
                    "the provider's Inway could not be reached, or did not prove who it is",
                    "the provider, and the network between",
                    "run `sluis doctor --peer` with the address of its Manager; `sluis "
                        + "contract list` shows the contract's state"
                ),
                Words(
                    "de Inway van de aanbieder was niet bereikbaar, of bewees niet wie hij is",
                    "de aanbieder, en het netwerk ertussen",
                    "draai `sluis doctor --peer` met het adres van de Manager; `sluis "
                        + "contract list` toont de staat van het contract"
                )
            )
        case .purposeDocumentUnavailable, .purposeDocumentMismatch:
            RefusalRule(
                Words(
                    "the Outway checks against the document that the contract pins, and the "
                        + "provider's Manager did not give that document",
                    "the provider: what its Manager publishes for the purpose",
                    "run `sluis purpose document` with the grant; after a mismatch ask for a "
                        + "new contract"
                ),
                Words(
                    "de Outway controleert met het document dat het contract vastlegt, en de "
                        + "Manager van de aanbieder gaf dat document niet",
                    "de aanbieder: wat zijn Manager bij het doel publiceert",
                    "draai `sluis purpose document` met de grant; vraag na een verschil een "
                        + "nieuw contract"
                )
            )
        case .transactionLogWriteError:
            RefusalRule(
                Words(
                    "the exchange could not be recorded, so nothing was sent on",
                    "this organisation: the disk of the access log",
                    "mend the disk (`sluis status`); then try again"
                ),
                Words(
                    "de uitwisseling kon niet worden vastgelegd, dus is er niets doorgestuurd",
                    "deze organisatie: de schijf van het log",
                    "herstel de schijf (`sluis status`); probeer het dan opnieuw"
                )
            )
        case .contractHeld: contractHeld
        case .rateLimited, .overloaded:
            RefusalRule(
                Words(
                    "there was more work than the gateway takes at a time",
                    "this organisation: the size of the machine",
                    "try again after the time in Retry-After"
                ),
                Words(
                    "er was meer werk dan de gateway tegelijk aanneemt",
                    "deze organisatie: de grootte van de machine",
                    "probeer het opnieuw na de tijd in Retry-After"
                )
            )
        default:
            RefusalRule(
                Words(
                    "it broke a rule of the protocol: the code says which",
                    "whoever maintains the calling side",
                    "look the code up in docs/errors.md"
                ),
                Words(
                    "het brak een regel van het protocol: de code zegt welke",
                    "wie de aanroepende kant onderhoudt",
                    "zoek de code op in docs/errors.md"
                )
            )
        }
    }
}
