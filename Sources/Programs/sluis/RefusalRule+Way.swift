/// What stands between the consumer's Outway and the provider's Inway: the token, then the connection.
extension RefusalRule {
    static let token = """
        outway TOKEN_UNAVAILABLE | token | provider
        en: there is no access token for the grant; the message of the answer has the words of the provider's Manager
        > `sluis doctor --peer ADDRESS` of that Manager says what stands in the way; `sluis contract show '{grant}'` has
        the state of the contract
        nl: er is geen toegangstoken voor de grant; de melding van het antwoord heeft de woorden van de Manager van de
        aanbieder
        > `sluis doctor --peer ADDRESS` van die Manager zegt wat in de weg staat; `sluis contract show '{grant}'` toont de
        staat van het contract

        outway TOKEN_UNAVAILABLE invalid_scope | token | provider
        en: the provider's Manager refused a token: it knows no connection contract with this grant
        > compare `sluis contract show '{grant}'` of both; where the provider has no such contract, `sluis contract
        renew '{grant}'` and let the provider accept it
        nl: de Manager van de aanbieder weigerde een token: hij kent geen verbindingscontract met deze grant
        > vergelijk `sluis contract show '{grant}'` van beide; heeft de aanbieder het contract niet, dan `sluis contract
        renew '{grant}'` en laat de aanbieder het aanvaarden

        outway TOKEN_UNAVAILABLE invalid_grant | own_contract | consumer
        en: the provider's Manager refused a token: at the provider the contract is not in force (revoked, ended, not
        begun, or not signed by all)
        > `sluis contract show '{grant}'` at the provider says which; then `sluis contract renew '{grant}'`, and the
        provider accepts it
        nl: de Manager van de aanbieder weigerde een token: bij de aanbieder is het contract niet van kracht (ingetrokken,
        verlopen, nog niet begonnen, of niet door allen getekend)
        > `sluis contract show '{grant}'` bij de aanbieder zegt welke; daarna `sluis contract renew '{grant}'`, en de
        aanbieder aanvaardt het

        outway TOKEN_UNAVAILABLE invalid_client | token | consumer
        en: the provider's Manager refused a token: the grant is for another Outway, key or domain name than the
        certificate of this one has
        > compare the Outway in `sluis contract show '{grant}'` with the certificate that `sluis status` shows; then
        `sluis contract renew '{grant}'`
        nl: de Manager van de aanbieder weigerde een token: de grant is voor een andere Outway, sleutel of domeinnaam dan
        het certificaat van deze heeft
        > vergelijk de Outway in `sluis contract show '{grant}'` met het certificaat dat `sluis status` toont; daarna
        `sluis contract renew '{grant}'`

        outway TOKEN_UNAVAILABLE unauthorized_client | token | provider
        en: the provider's Manager refused a token: none of its Inways offers the service
        > configure the service under `services`, with an `inway`, and `sluis reload`; or propose a contract for one
        that `sluis service list` shows
        nl: de Manager van de aanbieder weigerde een token: geen van zijn Inways biedt de dienst aan
        > configureer de dienst onder `services`, met een `inway`, en `sluis reload`; of stel een contract voor een dienst
        voor die `sluis service list` toont

        outway TOKEN_UNAVAILABLE revoked rejected expired proposed not_begun unknown_grant other_outway | own_contract | consumer
        en: the contract of the grant is not in force
        > `sluis contract show '{grant}'` has its state; where it is over: `sluis contract renew '{grant}'`
        nl: het contract van de grant is niet van kracht
        > `sluis contract show '{grant}'` toont de staat; is het voorbij: `sluis contract renew '{grant}'`

        outway TOKEN_UNAVAILABLE held | own_contract | consumer
        en: the consumer's gateway was restored from an older state, and a peer of the contract has not said yet what
        became of it
        > `sluis status` names the peers that it waits for; ask again when they have answered
        nl: de gateway van de afnemer is teruggezet naar een oudere stand, en een peer van het contract heeft nog niet
        gezegd wat ervan is geworden
        > `sluis status` noemt de peers waarop wordt gewacht; vraag opnieuw als zij hebben geantwoord

        outway TOKEN_UNAVAILABLE CONTRACT_HELD | own_contract | provider
        en: the provider's gateway was restored from an older state, and a peer of the contract has not said yet what
        became of it
        > `sluis status` of the provider names the peers that it waits for; ask again when they have answered
        nl: de gateway van de aanbieder is teruggezet naar een oudere stand, en een peer van het contract heeft nog niet
        gezegd wat ervan is geworden
        > `sluis status` van de aanbieder noemt de peers waarop wordt gewacht; vraag opnieuw als zij hebben geantwoord

        outway TOKEN_UNAVAILABLE misfit | token | provider
        en: the provider's Manager gave a token that does not fit the grant; the message of the answer names the claim
        > the provider compares its `group`, its services and its clock with the contract
        nl: de Manager van de aanbieder gaf een token dat niet bij de grant past; de melding van het antwoord noemt de
        claim
        > de aanbieder vergelijkt de `group`, de diensten en de klok met het contract

        outway TOKEN_UNAVAILABLE own_certificate_refused | token | consumer
        en: the provider's Manager refused this organisation's certificate in the TLS handshake: it was revoked, has
        ended, or the provider's revocation lists are stale
        > `sluis doctor` of the consumer tells whether the certificate is good: get a new one (`sluis csr`) where it is
        not; else the provider looks at `sluis status`, which has the refused peers and the ends of its lists
        nl: de Manager van de aanbieder weigerde het certificaat van deze organisatie in de TLS-handshake: het is
        ingetrokken of verlopen, of de intrekkingslijsten van de aanbieder zijn verouderd
        > `sluis doctor` van de afnemer zegt of het certificaat goed is: haal een nieuw (`sluis csr`) als dat niet zo is;
        anders kijkt de aanbieder in `sluis status`, dat de geweigerde peers en de einden van de lijsten toont

        outway TOKEN_UNAVAILABLE chain_crl_missing chain_crl_expired chain_crl_not_yet_valid chain_crl_unusable | token | consumer
        en: the certificate of the provider's Manager cannot be judged: a revocation list of an issuer is not there, has
        ended or is damaged at the consumer
        > `sluis status` of the consumer names the list: have it fetched, or name a fresh one in `group.revocationLists`,
        then `sluis reload`
        nl: het certificaat van de Manager van de aanbieder is niet te beoordelen: een intrekkingslijst van een uitgever
        ontbreekt, is verlopen of beschadigd bij de afnemer
        > `sluis status` van de afnemer noemt de lijst: laat haar ophalen of noem een verse in `group.revocationLists`,
        daarna `sluis reload`

        outway TOKEN_UNAVAILABLE chain_revoked chain_expired chain_unknown_issuer chain_bad_signature chain_not_yet_valid misnamed wrong_peer | token | provider
        en: the provider's Manager did not prove who it is: its certificate was revoked, has ended, is of another Group or
        names another peer or host
        > `sluis doctor --peer ADDRESS` says which; the provider installs a certificate that is good
        nl: de Manager van de aanbieder bewees niet wie hij is: het certificaat is ingetrokken of verlopen, is van een
        andere Group, of noemt een andere peer of host
        > `sluis doctor --peer ADDRESS` zegt welke; de aanbieder installeert een goed certificaat

        outway TOKEN_UNAVAILABLE name_unknown | token | provider
        en: the name of the provider's Manager does not resolve
        > mend the DNS, or the address that the provider announces: `manager.address` in its configuration
        nl: de naam van de Manager van de aanbieder is niet te vinden
        > herstel de DNS, of het adres dat de aanbieder bekendmaakt: `manager.address` in de configuratie

        outway TOKEN_UNAVAILABLE connect_failed connect_timeout closed_before_answer answer_timeout | token | provider
        en: the provider's Manager cannot be reached, or does not answer
        > the provider starts it, or either side opens the port in its firewall; then ask again
        nl: de Manager van de aanbieder is niet bereikbaar, of antwoordt niet
        > de aanbieder start hem, of een van beide opent de poort in de firewall; vraag daarna opnieuw
        """

    static let wayToInway = """
        outway INWAY_UNREACHABLE | partner_inway | provider
        en: the provider's Inway cannot be used: the connection to it was lost, or what came is no acceptable HTTP
        > `sluis status` of the provider tells how its Inway is; a request that may have changed something is not made
        again by the Outway: find out what became of it, then ask again
        nl: de Inway van de aanbieder is niet te gebruiken: de verbinding ermee is verbroken, of wat kwam is geen
        bruikbare HTTP
        > `sluis status` van de aanbieder zegt hoe de Inway eraan toe is; een verzoek dat iets kan hebben gewijzigd, doet
        de Outway niet nog eens: ga na wat ervan is geworden, vraag daarna opnieuw

        outway INWAY_UNREACHABLE name_unknown | name | provider
        en: the name of the provider's Inway does not resolve
        > mend the DNS, or the address that the provider announces: `inway.address` in its configuration
        nl: de naam van de Inway van de aanbieder is niet te vinden
        > herstel de DNS, of het adres dat de aanbieder bekendmaakt: `inway.address` in de configuratie

        outway INWAY_UNREACHABLE connect_failed connect_timeout | connect | provider
        en: the provider's Inway takes no connection at the address that the provider announces
        > the provider starts it, corrects `inway.address`, or either side opens the port in its firewall; the Outway
        fetches a new address by itself
        nl: de Inway van de aanbieder neemt geen verbinding aan op het adres dat de aanbieder bekendmaakt
        > de aanbieder start hem, verbetert `inway.address`, of een van beide opent de poort in de firewall; de Outway
        haalt een nieuw adres zelf op

        outway INWAY_UNREACHABLE handshake_refused | handshake | provider
        en: no TLS could be agreed on with the provider's Inway
        > is this its port, with TLS passed through and not ended by a proxy? The provider compares `inway.address`
        nl: met de Inway van de aanbieder kwam geen TLS tot stand
        > is dit zijn poort, en gaat TLS door de proxy heen? De aanbieder vergelijkt `inway.address`

        outway INWAY_UNREACHABLE chain_revoked chain_expired | handshake | provider
        en: the certificate of the provider's Inway was revoked or has ended
        > the provider installs a new certificate (`sluis csr`) and reloads
        nl: het certificaat van de Inway van de aanbieder is ingetrokken of verlopen
        > de aanbieder installeert een nieuw certificaat (`sluis csr`) en herlaadt

        outway INWAY_UNREACHABLE chain_crl_missing chain_crl_expired chain_crl_not_yet_valid chain_crl_unusable | handshake | consumer
        en: the certificate of the provider's Inway cannot be judged: a revocation list of an issuer is not there, has
        ended or is damaged at the consumer
        > `sluis status` of the consumer names the list: have it fetched, or name a fresh one in `group.revocationLists`,
        then `sluis reload`
        nl: het certificaat van de Inway van de aanbieder is niet te beoordelen: een intrekkingslijst van een uitgever
        ontbreekt, is verlopen of beschadigd bij de afnemer
        > `sluis status` van de afnemer noemt de lijst: laat haar ophalen of noem een verse in `group.revocationLists`,
        daarna `sluis reload`

        outway INWAY_UNREACHABLE chain_malformed chain_chain_too_long chain_unknown_issuer chain_bad_signature chain_not_yet_valid chain_wrong_purpose chain_not_an_authority chain_weak_algorithm chain_subject_unusable chain_unacceptable untrusted misnamed wrong_peer | handshake | provider
        en: the provider's Inway did not prove who it is: its certificate is not one of the Group for this peer and host
        > the provider installs a certificate of the Group that names the host of `inway.address`, with its
        intermediates; `sluis doctor --peer ADDRESS` of its Manager says what is wrong
        nl: de Inway van de aanbieder bewees niet wie hij is: het certificaat is er geen van de Group voor deze peer en host
        > de aanbieder installeert een certificaat van de Group dat de host van `inway.address` noemt, met de
        tussenliggende; `sluis doctor --peer ADDRESS` van de Manager zegt wat er mis is

        outway INWAY_UNREACHABLE own_certificate_refused | handshake | consumer
        en: the provider's Inway refused this organisation's certificate: it was revoked, has ended, or the provider's
        revocation lists are stale
        > `sluis doctor` of the consumer tells whether the certificate is good: get a new one (`sluis csr`) where it is
        not; else the provider looks at `sluis status`, which has the refused peers and the ends of its lists
        nl: de Inway van de aanbieder weigerde het certificaat van deze organisatie: het is ingetrokken of verlopen, of de
        intrekkingslijsten van de aanbieder zijn verouderd
        > `sluis doctor` van de afnemer zegt of het certificaat goed is: haal een nieuw (`sluis csr`) als dat niet zo is;
        anders kijkt de aanbieder in `sluis status`, dat de geweigerde peers en de einden van de lijsten toont

        outway INWAY_UNREACHABLE protocol_refused | handshake | provider
        en: the provider's Inway does not speak HTTP/2, although a directory lists the service with it
        > offer HTTP/2, or publish the service with `protocol: HTTP_1_1`
        nl: de Inway van de aanbieder spreekt geen HTTP/2, hoewel een directory de dienst zo noemt
        > bied HTTP/2 aan, of publiceer de dienst met `protocol: HTTP_1_1`

        outway INWAY_UNREACHABLE certificate_replaced | handshake | consumer
        en: the certificate that the request's token is bound to was replaced while it waited
        > ask again
        nl: het certificaat waaraan het token van het verzoek vastzit, is intussen vervangen
        > vraag opnieuw

        outway INWAY_UNREACHABLE head_not_taken | partner_inway | application
        en: the head of the request is longer than the provider's Inway takes over HTTP/2
        > send shorter fields
        nl: de kop van het verzoek is langer dan de Inway van de aanbieder over HTTP/2 aanneemt
        > stuur kortere velden

        outway INWAY_TIMEOUT | partner_inway | provider
        en: the provider's Inway did not answer in time
        > the provider's record of this transaction tells whether its source was slow: the provider mends that; or allow
        it more with `answerTimeout` of the Outway or the route; then ask again
        nl: de Inway van de aanbieder antwoordde niet op tijd
        > de vastlegging van deze transactie bij de aanbieder zegt of de bron traag was: de aanbieder herstelt dat; of sta
        meer toe met `answerTimeout` van de Outway of de route; vraag daarna opnieuw

        outway OVERLOADED pool_exhausted | partner_inway | provider
        en: too many requests wait for a connection to the provider's Inway
        > ask again after the time in `Retry-After`; where it goes on, the provider finds out why its answers are slow
        nl: te veel verzoeken wachten op een verbinding met de Inway van de aanbieder
        > vraag opnieuw na de tijd in `Retry-After`; blijft het, dan zoekt de aanbieder uit waarom antwoorden traag zijn

        outway ANSWER_INVALID | source | provider
        en: the provider's answer breaks the document that the grant pins, or holds more than it lets out, and was
        withheld (`outway.validation.answer`)
        > the provider compares its source with the OpenAPI document of the service; the log of either side has the rule
        nl: het antwoord van de aanbieder wijkt af van het document dat de grant vastlegt, of bevat meer dan dat toelaat,
        en is tegengehouden (`outway.validation.answer`)
        > de aanbieder vergelijkt de bron met het OpenAPI-document van de dienst; het log van beide kanten heeft de regel
        """
}
