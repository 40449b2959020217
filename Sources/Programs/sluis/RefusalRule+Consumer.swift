/// What the consumer's Outway refuses by itself: its client, its log, its contracts.
extension RefusalRule {
    static let atClient = """
        outway MALFORMED_REQUEST | client | application
        en: what came is not an HTTP request that two readers must understand alike, so nothing of it was passed on
        > correct the request line or the field that the message of the answer names, and send it on a new connection
        nl: wat binnenkwam is geen HTTP-verzoek dat twee lezers gelijk moeten begrijpen, dus niets ervan is doorgegeven
        > verbeter de eerste regel of het veld dat de melding van het antwoord noemt, en stuur het over een nieuwe
        verbinding

        outway EXPECTATION_UNSUPPORTED | client | application
        en: `Expect` holds something else than `100-continue`
        > leave the field `Expect` out
        nl: `Expect` bevat iets anders dan `100-continue`
        > laat het veld `Expect` weg

        outway ERROR_CODE_METHOD_UNSUPPORTED | client | application
        en: the method cannot pass an Outway: CONNECT and TRACE never do
        > use one of the methods that `Allow` of the answer names
        nl: de methode kan niet door een Outway: CONNECT en TRACE gaan er nooit door
        > gebruik een van de methoden die `Allow` van het antwoord noemt

        outway ERROR_CODE_METHOD_UNSUPPORTED unknown_method | client | application
        en: the service has this path with other methods only
        > use one of the methods that `Allow` of the answer names
        nl: de dienst heeft dit pad alleen met andere methoden
        > gebruik een van de methoden die `Allow` van het antwoord noemt

        outway UNKNOWN_RESOURCE | client | application
        en: the document that the grant pins has no operation with this path (`outway.validation`)
        > use a path that `sluis purpose explain '{grant}'` shows
        nl: het document dat de grant vastlegt, heeft geen bewerking met dit pad (`outway.validation`)
        > gebruik een pad dat `sluis purpose explain '{grant}'` toont

        outway PAYLOAD_INVALID | client | application
        en: the request is not what the document that the grant pins describes (`outway.validation.request`)
        > correct the request: its answer lists every fault with its place
        nl: het verzoek is niet wat het document beschrijft dat de grant vastlegt (`outway.validation.request`)
        > verbeter het verzoek: het antwoord noemt elke fout met haar plaats

        outway PAYLOAD_TOO_LARGE | client | application
        en: the body of the request is longer than the Outway checks
        > send less at a time; the message of the answer has the bound
        nl: het verzoek is langer dan de Outway controleert
        > stuur minder per keer; de melding van het antwoord noemt de grens

        outway UNSUPPORTED_CODING | client | application
        en: the body of the request has a content coding, so that it cannot be checked
        > send it without `Content-Encoding`
        nl: het verzoek heeft een content coding en kan zo niet worden gecontroleerd
        > stuur het zonder `Content-Encoding`

        outway INVALID_LOG_RECORD_ID | client | application
        en: `Fsc-Transaction-Id` is no UUID of version 7, was used before, or was not made within 300 seconds of now
        > leave the field out: the Outway makes an id by itself. See *Transaction ids*
        nl: `Fsc-Transaction-Id` is geen UUID van versie 7, is eerder gebruikt, of is niet binnen 300 seconden van nu
        gemaakt
        > laat het veld weg: de Outway maakt zelf een id

        outway UNKNOWN_GRANT_HASH_IN_HEADER | client | application
        en: the application named no contract of this organisation
        > send `Sluis-Alias` or `Fsc-Grant-Hash` of a valid contract: the message of the answer lists the usable ones
        nl: de toepassing noemde geen contract van deze organisatie
        > stuur `Sluis-Alias` of `Fsc-Grant-Hash` van een geldig contract: de melding van het antwoord noemt de
        bruikbare

        outway CLIENT_NOT_ALLOWED | client | consumer
        en: the application is not one of the Outway's clients
        > name it under `outway.clients` in the configuration, then `sluis reload`
        nl: de toepassing is geen client van de Outway
        > noem haar onder `outway.clients` in de configuratie, daarna `sluis reload`

        outway GRANT_NOT_ALLOWED | client | consumer
        en: the application may not use this contract
        > list its grant or alias under the client in `outway.clients`, then `sluis reload`
        nl: de toepassing mag dit contract niet gebruiken
        > noem de grant of alias bij de client in `outway.clients`, daarna `sluis reload`

        outway TRANSACTION_LOG_WRITE_ERROR | own_log | consumer
        en: the exchange could not be recorded in the consumer's access log, so nothing was sent
        > `sluis status` of the consumer says what is wrong with the log: mend its disk, then ask again
        nl: de uitwisseling kon niet in het logboek van de afnemer worden vastgelegd, dus is er niets verstuurd
        > `sluis status` van de afnemer zegt wat er met het logboek is: herstel de schijf, vraag daarna opnieuw

        outway OVERLOADED | - | consumer
        en: the bodies that the Outway is checking leave no room
        > ask again after the time in `Retry-After`; where it goes on, check less or give the machine more memory
        nl: de berichten die de Outway controleert, laten geen ruimte
        > vraag opnieuw na de tijd in `Retry-After`; blijft het, controleer minder of geef de machine meer geheugen
        """

    static let ownContract = """
        outway UNKNOWN_GRANT_HASH_IN_HEADER revoked | own_contract | consumer
        en: the contract was revoked; the message of the answer says by whom and when
        > propose a new one, with the purpose and alias of before: `sluis contract propose --peer {peer} --service
        {service}`; the provider accepts it
        nl: het contract is ingetrokken; de melding van het antwoord zegt door wie en wanneer
        > stel een nieuw voor, met het doel en de alias van voorheen: `sluis contract propose --peer {peer} --service
        {service}`; de aanbieder aanvaardt het

        outway UNKNOWN_GRANT_HASH_IN_HEADER expired | own_contract | consumer
        en: the contract has ended
        > renew it: `sluis contract renew '{grant}'`; the provider accepts it
        nl: het contract is verlopen
        > vernieuw het: `sluis contract renew '{grant}'`; de aanbieder aanvaardt het

        outway UNKNOWN_GRANT_HASH_IN_HEADER rejected | own_contract | consumer
        en: the contract was rejected; the message of the answer says by whom and when
        > agree with the provider, then propose a new one: `sluis contract propose --peer {peer} --service {service}`
        nl: het contract is afgewezen; de melding van het antwoord zegt door wie en wanneer
        > overleg met de aanbieder en stel een nieuw voor: `sluis contract propose --peer {peer} --service {service}`

        outway UNKNOWN_GRANT_HASH_IN_HEADER unsigned | own_contract | provider
        en: the contract waits for a signature: not every peer on it has accepted it
        > whoever must still sign (the message of the answer and `sluis contract show '{grant}'` name them) runs `sluis
        contract accept '{grant}'`
        nl: het contract wacht op een handtekening: nog niet elke peer erop heeft het aanvaard
        > wie nog moet tekenen (de melding van het antwoord en `sluis contract show '{grant}'` noemen ze) draait `sluis
        contract accept '{grant}'`

        outway UNKNOWN_GRANT_HASH_IN_HEADER not_begun | own_contract | consumer
        en: the contract has been signed and has not begun
        > wait for its beginning, which `sluis contract show '{grant}'` tells
        nl: het contract is getekend en nog niet begonnen
        > wacht op het begin, dat `sluis contract show '{grant}'` noemt

        outway CONTRACT_HELD | own_contract | consumer
        en: the consumer's gateway was restored from an older state, and a peer of the contract has not said yet what
        became of it
        > `sluis status` names the peers that it waits for; ask again when they have answered
        nl: de gateway van de afnemer is teruggezet naar een oudere stand, en een peer van het contract heeft nog niet
        gezegd wat ervan is geworden
        > `sluis status` noemt de peers waarop wordt gewacht; vraag opnieuw als zij hebben geantwoord

        outway PURPOSE_DOCUMENT_UNAVAILABLE | own_contract | provider
        en: the provider's Manager has not given the document that the grant pins (`outway.validation`)
        > the Outway asks again by itself; `sluis doctor` says whether that Manager can be reached
        nl: de Manager van de aanbieder heeft het document dat de grant vastlegt, nog niet gegeven (`outway.validation`)
        > de Outway vraagt zelf opnieuw; `sluis doctor` zegt of die Manager bereikbaar is

        outway PURPOSE_DOCUMENT_MISMATCH | own_contract | provider
        en: what the provider's Manager gave is not the document that both peers signed for
        > the provider publishes the purpose again; then `sluis contract renew '{grant}'`
        nl: wat de Manager van de aanbieder gaf, is niet het document waarvoor beide peers tekenden
        > de aanbieder publiceert het doel opnieuw; daarna `sluis contract renew '{grant}'`
        """
}
