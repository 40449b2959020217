/// What the provider's Inway cannot deliver: its log, its source, its room; and what Managers refuse.
extension RefusalRule {
    static let source = """
        inway TRANSACTION_LOG_WRITE_ERROR | own_log | provider
        en: the exchange could not be recorded in the provider's access log, so nothing was forwarded or released
        > `sluis status` of the provider says what is wrong with the log: mend its disk, then ask again
        nl: de uitwisseling kon niet in het logboek van de aanbieder worden vastgelegd, dus is er niets doorgestuurd of
        vrijgegeven
        > `sluis status` van de aanbieder zegt wat er met het logboek is: herstel de schijf, vraag daarna opnieuw

        inway ERROR_CODE_SERVICE_UNREACHABLE | source | source
        en: the provider's source cannot be reached, or ended the connection before any of its answer had left
        > `sluis doctor` of the provider says what is wrong with the source: start it or mend `upstream` of the service,
        then ask again
        nl: de bron van de aanbieder is niet bereikbaar, of verbrak de verbinding voordat er iets van het antwoord weg was
        > `sluis doctor` van de aanbieder zegt wat er met de bron is: start haar of herstel `upstream` van de dienst, vraag
        daarna opnieuw

        inway ERROR_CODE_SERVICE_UNREACHABLE name_unknown | source | provider
        en: the name of the provider's source does not resolve
        > correct the host in `upstream` of the service {service} or the DNS, then `sluis reload`
        nl: de naam van de bron van de aanbieder is niet te vinden
        > verbeter de host in `upstream` van de dienst {service} of de DNS, daarna `sluis reload`

        inway ERROR_CODE_SERVICE_UNREACHABLE connect_failed connect_timeout | source | source
        en: the provider's source takes no connection: its port is closed, or a firewall drops what is sent to it
        > start the source, or correct `upstream` of the service {service} and `sluis reload`; then ask again
        nl: de bron van de aanbieder neemt geen verbinding aan: de poort is dicht, of een firewall houdt het tegen
        > start de bron, of verbeter `upstream` van de dienst {service} en `sluis reload`; vraag daarna opnieuw

        inway ERROR_CODE_SERVICE_UNREACHABLE untrusted | source | provider
        en: the certificate of the provider's source leads to none of its trust anchors, or is not valid now
        > name the authority of the source in `upstream.trustAnchors` of the service {service} and `sluis reload`, or
        install a certificate of that authority at the source
        nl: het certificaat van de bron van de aanbieder leidt naar geen van de vertrouwde uitgevers, of is nu niet geldig
        > noem de uitgever van de bron in `upstream.trustAnchors` van de dienst {service} en `sluis reload`, of installeer
        bij de bron een certificaat van die uitgever

        inway ERROR_CODE_SERVICE_UNREACHABLE misnamed | source | provider
        en: the certificate of the provider's source does not name the host by which it is called
        > correct the host in `upstream` of the service {service} and `sluis reload`, or install a certificate with that
        name at the source
        nl: het certificaat van de bron van de aanbieder noemt de host niet waaronder zij wordt aangeroepen
        > verbeter de host in `upstream` van de dienst {service} en `sluis reload`, of installeer bij de bron een
        certificaat met die naam

        inway ERROR_CODE_SERVICE_UNREACHABLE own_certificate_refused | source | provider
        en: the provider's source does not take the certificate that the Inway shows, or wants one and gets none
        > configure `upstream.clientCertificate` and `upstream.clientPrivateKey` of the service {service} as the source wants them,
        then `sluis reload`
        nl: de bron van de aanbieder aanvaardt het certificaat niet dat de Inway toont, of wil er een en krijgt er geen
        > configureer `upstream.clientCertificate` en `upstream.clientPrivateKey` van de dienst {service} zoals de bron ze wil, daarna
        `sluis reload`

        inway ERROR_CODE_SERVICE_UNREACHABLE handshake_refused | source | provider
        en: no TLS could be agreed on with the provider's source
        > is that its port for https, with TLS 1.2 or 1.3? Correct `upstream` of the service {service}, then `sluis reload`
        nl: met de bron van de aanbieder kwam geen TLS tot stand
        > is dat de poort voor https, met TLS 1.2 of 1.3? Verbeter `upstream` van de dienst {service}, daarna `sluis reload`

        inway ERROR_CODE_SERVICE_UNREACHABLE closed_before_answer closed_during_answer | source | source
        en: the provider's source took the request and ended the connection before its answer was there
        > look at the log of the source at this moment; then ask again
        nl: de bron van de aanbieder nam het verzoek aan en verbrak de verbinding voordat het antwoord er was
        > bekijk het log van de bron op dit moment; vraag daarna opnieuw

        inway SERVICE_TIMEOUT | source | source
        en: the provider's source did not answer in time
        > find out why the source is slow; or raise `answerTimeout` of the service {service} and `sluis reload`
        nl: de bron van de aanbieder antwoordde niet op tijd
        > zoek uit waarom de bron traag is; of verhoog `answerTimeout` van de dienst {service} en `sluis reload`

        inway ANSWER_INVALID | source | source
        en: the answer of the provider's source breaks its OpenAPI document or the field policy, and was withheld
        > compare the source with its OpenAPI document; the provider's record of this transaction has the rule and the
        status of the source
        nl: het antwoord van de bron van de aanbieder wijkt af van het OpenAPI-document of het veldbeleid, en is
        tegengehouden
        > vergelijk de bron met het OpenAPI-document; de vastlegging van de aanbieder heeft de regel en de status van de
        bron

        inway ANSWER_INVALID answer_too_large | source | application
        en: the answer of the provider's source is longer than the provider's Inway checks
        > ask for less at a time: by a filter, by pages, by fields; or the provider raises `answerLimit` of the service
        nl: het antwoord van de bron van de aanbieder is langer dan de Inway van de aanbieder controleert
        > vraag minder per keer: met een filter, per pagina, met velden; of de aanbieder verhoogt `answerLimit` van de
        dienst

        inway ANSWER_INVALID malformed_answer | source | source
        en: the answer of the provider's source is not acceptable HTTP
        > mend the source: send the request to it with `curl -v` and compare the head of its answer with RFC 9112
        nl: het antwoord van de bron van de aanbieder is geen bruikbare HTTP
        > herstel de bron: stuur haar het verzoek met `curl -v` en vergelijk de kop van het antwoord met RFC 9112

        inway ANSWER_INVALID answer_head_too_long | source | source
        en: the fields of the answer of the provider's source are longer than an Outway takes
        > have the source answer with fewer or shorter header fields
        nl: de velden van het antwoord van de bron van de aanbieder zijn langer dan een Outway aanneemt
        > laat de bron antwoorden met minder of kortere headervelden

        inway ANSWER_INVALID answer_undeclared | source | provider
        en: the OpenAPI document of the service does not declare this answer of the provider's source
        > declare the status and media type in the OpenAPI document, then `sluis reload`; or correct the source
        nl: het OpenAPI-document van de dienst noemt dit antwoord van de bron van de aanbieder niet
        > neem de status en het mediatype op in het OpenAPI-document, daarna `sluis reload`; of verbeter de bron

        inway RATE_LIMITED | - | consumer
        en: the consumer asks for more than it may in this time
        > wait for the time in `Retry-After`, then ask more slowly
        nl: de afnemer vraagt meer dan in deze tijd mag
        > wacht de tijd in `Retry-After`, vraag daarna langzamer

        inway OVERLOADED | - | provider
        en: the bodies that the provider's Inway is checking leave no room
        > ask again after the time in `Retry-After`; where it goes on, the provider gives the machine more memory
        nl: de berichten die de Inway van de aanbieder controleert, laten geen ruimte
        > vraag opnieuw na de tijd in `Retry-After`; blijft het, dan geeft de aanbieder de machine meer geheugen

        inway OVERLOADED connections | - | consumer
        en: the consumer has more connections at the provider's Inway than its share
        > use fewer connections, and keep them; then ask again
        nl: de afnemer heeft meer verbindingen bij de Inway van de aanbieder dan zijn deel
        > gebruik minder verbindingen en houd ze aan; vraag daarna opnieuw

        inway OVERLOADED pool_exhausted | source | source
        en: too many requests wait for the provider's source
        > ask again after the time in `Retry-After`; where it goes on, the provider finds out why the source is slow
        nl: te veel verzoeken wachten op de bron van de aanbieder
        > vraag opnieuw na de tijd in `Retry-After`; blijft het, dan zoekt de aanbieder uit waarom de bron traag is
        """

    static let manager = """
        manager ERROR_CODE_INCORRECT_GROUP_ID | - | consumer
        en: the contract is of another Group than the Manager that got it
        > compare `group.id` of both
        nl: het contract is van een andere Group dan de Manager die het kreeg
        > vergelijk `group.id` van beide

        manager ERROR_CODE_SUBMITTING_PEER_NOT_PART_OF_CONTRACT | - | consumer
        en: whoever sent the contract is no peer of it
        > send it as one of its peers
        nl: wie het contract stuurde, is er geen peer van
        > stuur het als een van de peers

        manager ERROR_CODE_RECEIVING_PEER_NOT_PART_OF_CONTRACT | - | consumer
        en: the Manager that got the contract is of no peer of it
        > send it to the peers that it names
        nl: de Manager die het contract kreeg, is van geen peer ervan
        > stuur het naar de peers die het noemt

        manager ERROR_CODE_SIGNATURE_CONTRACT_CONTENT_HASH_MISMATCH | - | consumer
        en: the signature is about another contract content than the one it came with
        > sign the content that is sent
        nl: de handtekening gaat over een andere contractinhoud dan die waarmee zij kwam
        > teken de inhoud die wordt gestuurd

        manager ERROR_CODE_PEER_CERTIFICATE_VERIFICATION_FAILED | - | consumer
        en: the certificate that signed is not one of the Group, or names no peer as the Group wants it
        > install a certificate of the Group (`sluis csr`); `sluis doctor` says what is wrong
        nl: het certificaat dat tekende, is er geen van de Group, of noemt geen peer zoals de Group wil
        > installeer een certificaat van de Group (`sluis csr`); `sluis doctor` zegt wat er mis is

        manager ERROR_CODE_PEER_ID_SIGNATURE_MISMATCH | - | consumer
        en: the signature was made by another peer than the one that sends it
        > send a signature of your own
        nl: de handtekening is van een andere peer dan die haar stuurt
        > stuur een eigen handtekening

        manager ERROR_CODE_SIGNATURE_VERIFICATION_FAILED | - | consumer
        en: the signature does not hold
        > sign again, with the key of the certificate that the peer publishes
        nl: de handtekening klopt niet
        > teken opnieuw, met de sleutel van het certificaat dat de peer publiceert

        manager ERROR_CODE_GRANT_COMBINATION_NOT_ALLOWED | - | consumer
        en: the grants of the contract may not stand together
        > propose publications and connections in contracts of their own
        nl: de grants van het contract mogen niet samen
        > stel publicaties en verbindingen voor in eigen contracten

        manager ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH | - | consumer
        en: the hash in the path is not that of the contract in the body
        > send the hash of that contract
        nl: de hash in het pad is niet die van het contract in het verzoek
        > stuur de hash van dat contract

        manager ERROR_CODE_UNKNOWN_HASH_ALGORITHM_HASH | - | consumer
        en: the hash is of an algorithm that FSC does not have
        > use SHA3-512
        nl: de hash is van een algoritme dat FSC niet heeft
        > gebruik SHA3-512

        manager ERROR_CODE_UNKNOWN_ALGORITHM_SIGNATURE | - | consumer
        en: the signature is of an algorithm that the Group does not have
        > sign with one of the algorithms of FSC
        nl: de handtekening is van een algoritme dat de Group niet heeft
        > teken met een van de algoritmen van FSC

        manager ERROR_CODE_UNKNOWN_FSC_VERSION | - | consumer
        en: the message is of an FSC version that the Manager does not speak
        > speak FSC 2.0.0
        nl: het bericht is van een FSC-versie die de Manager niet spreekt
        > spreek FSC 2.0.0

        manager ERROR_CODE_INCORRECT_PUBLIC_KEY_THUMBPRINT | - | consumer
        en: the grant names another key than the Outway has
        > propose with the thumbprint of the Outway's certificate, or with its domain name
        nl: de grant noemt een andere sleutel dan de Outway heeft
        > stel voor met de vingerafdruk van het certificaat van de Outway, of met de domeinnaam

        manager CONTRACT_INVALID | - | consumer
        en: the contract breaks a rule of its content that has no code of its own; the message names the member
        > correct what the message names. See *Bounds of a grant's properties*
        nl: het contract breekt een regel voor de inhoud zonder eigen code; de melding noemt het onderdeel
        > verbeter wat de melding noemt

        manager MANAGER_ADDRESS_MISSING | - | consumer
        en: the request does not say where the Manager of the caller is
        > send `Fsc-Manager-Address`
        nl: het verzoek zegt niet waar de Manager van de aanroeper is
        > stuur `Fsc-Manager-Address`

        manager MALFORMED_REQUEST | - | consumer
        en: the message cannot be read as FSC describes it
        > correct what the message of the answer names
        nl: het bericht is niet te lezen zoals FSC het beschrijft
        > verbeter wat de melding van het antwoord noemt

        manager UNKNOWN_RESOURCE | - | consumer
        en: the Manager has nothing at this path
        > use a path of FSC's `manager.yaml`
        nl: de Manager heeft niets op dit pad
        > gebruik een pad uit `manager.yaml` van FSC

        manager PAYLOAD_TOO_LARGE | - | consumer
        en: the message is longer than a Manager takes
        > send less at a time
        nl: het bericht is langer dan een Manager aanneemt
        > stuur minder per keer

        manager RATE_LIMITED | - | consumer
        en: the peer has left as many contracts here as it may
        > wait for answers, or for a day as `Retry-After` says
        nl: de peer heeft hier zo veel contracten achtergelaten als mag
        > wacht op antwoorden, of een dag zoals `Retry-After` zegt

        manager OVERLOADED | - | provider
        en: too many requests for log records wait already: four of one peer, or 32 in all
        > ask again after the time in `Retry-After`
        nl: er wachten al te veel verzoeken om logregels: vier van een peer, of 32 in totaal
        > vraag opnieuw na de tijd in `Retry-After`

        manager CONTRACT_HELD | - | provider
        en: the Manager was restored from an older state (`docs/restore.md`)
        > `sluis status` names the peers that it waits for; ask again when they have answered
        nl: de Manager is teruggezet naar een oudere stand (`docs/restore.md`)
        > `sluis status` noemt de peers waarop wordt gewacht; vraag opnieuw als zij hebben geantwoord

        manager TRANSACTION_LOG_WRITE_ERROR | own_log | provider
        en: what was sent could not be recorded, so nothing was changed
        > mend the disk of the access log (`sluis status`), then send it again
        nl: wat werd gestuurd kon niet worden vastgelegd, dus is er niets veranderd
        > herstel de schijf van het logboek (`sluis status`) en stuur het opnieuw

        manager EXPECTATION_UNSUPPORTED | - | consumer
        en: `Expect` holds something else than `100-continue`
        > leave the field `Expect` out
        nl: `Expect` bevat iets anders dan `100-continue`
        > laat het veld `Expect` weg

        manager INTERNAL_ERROR | - | provider
        en: a breakdown of the gateway itself; its own log tells
        > look at the log of the gateway at this moment and tell its makers
        nl: een storing van de gateway zelf; het eigen log vertelt meer
        > bekijk het log van de gateway op dit moment en meld het de makers
        """
}
