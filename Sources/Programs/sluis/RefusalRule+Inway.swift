/// What the provider's Inway refuses: who may ask, what for, and the request itself.
extension RefusalRule {
    static let access = """
        inway ERROR_CODE_ACCESS_TOKEN_MISSING | token | consumer
        en: the request came to the Inway without an access token
        > the Outway sends `Fsc-Authorization` with a token of the provider's Manager
        nl: het verzoek kwam bij de Inway zonder toegangstoken
        > de Outway stuurt `Fsc-Authorization` met een token van de Manager van de aanbieder

        inway ERROR_CODE_ACCESS_TOKEN_INVALID | token | consumer
        en: the access token is not one of the provider's Manager for this certificate, peer and Inway
        > fetch a token of the peer that owns the Inway, with the certificate that sends it, and use it at the Inway that
        its `aud` names
        nl: het toegangstoken is er geen van de Manager van de aanbieder voor dit certificaat, deze peer en deze Inway
        > haal een token bij de peer van wie de Inway is, met het certificaat dat het stuurt, en gebruik het bij de Inway
        die `aud` noemt

        inway ERROR_CODE_ACCESS_TOKEN_INVALID grant_ended | own_contract | consumer
        en: the contract of the access token was revoked or has ended
        > `sluis contract show '{grant}'` says by whom and when; propose a new one: `sluis contract propose --peer {peer}
        --service {service}`; the provider accepts it
        nl: het contract van het toegangstoken is ingetrokken of verlopen
        > `sluis contract show '{grant}'` zegt door wie en wanneer; stel een nieuw voor: `sluis contract propose --peer
        {peer} --service {service}`; de aanbieder aanvaardt het

        inway ERROR_CODE_ACCESS_TOKEN_EXPIRED | token | consumer
        en: the access token has ended
        > fetch a new one: an Outway of this product does so by itself; compare the clocks of both machines
        nl: het toegangstoken is verlopen
        > haal een nieuw: een Outway van dit product doet dat zelf; vergelijk de klokken van beide machines

        inway ERROR_CODE_WRONG_GROUP_ID_IN_TOKEN | token | consumer
        en: the access token is for another Group
        > use a contract of the same Group: compare `group.id` of both
        nl: het toegangstoken is voor een andere Group
        > gebruik een contract van dezelfde Group: vergelijk `group.id` van beide

        inway ERROR_CODE_SERVICE_NOT_FOUND | own_contract | provider
        en: the service of the contract is not offered at this Inway
        > configure it under `services`, then `sluis reload`; or the consumer proposes a contract for one that `sluis
        service list` shows
        nl: de dienst van het contract wordt bij deze Inway niet aangeboden
        > configureer haar onder `services`, daarna `sluis reload`; of de afnemer stelt een contract voor een dienst voor
        die `sluis service list` toont

        inway CONTRACT_HELD | own_contract | provider
        en: the provider's gateway was restored from an older state, and a peer of the contract has not said yet what
        became of it
        > `sluis status` of the provider names the peers that it waits for; ask again when they have answered
        nl: de gateway van de aanbieder is teruggezet naar een oudere stand, en een peer van het contract heeft nog niet
        gezegd wat ervan is geworden
        > `sluis status` van de aanbieder noemt de peers waarop wordt gewacht; vraag opnieuw als zij hebben geantwoord
        """

    static let purposes = """
        inway PURPOSE_REQUIRED | own_contract | consumer
        en: the contract names no purpose that the service is offered for
        > propose a contract for one of the purposes that `sluis purpose list` shows: `sluis contract
        propose --peer {peer} --service {service} --purpose PURPOSE`; the provider accepts it
        nl: het contract noemt geen doel waarvoor de dienst wordt aangeboden
        > stel een contract voor met een van de doelen die `sluis purpose list` toont: `sluis contract
        propose --peer {peer} --service {service} --purpose PURPOSE`; de aanbieder aanvaardt het

        inway POLICY_NOT_KEPT | own_contract | provider
        en: the field policy that the contract pins is not kept by the provider
        > `sluis contract renew '{grant}'` takes the policy that is published now; the provider can bring the old one back
        from its access log or from a copy of its data folder
        nl: het veldbeleid dat het contract vastlegt, is bij de aanbieder niet bewaard
        > `sluis contract renew '{grant}'` neemt het beleid dat nu is gepubliceerd; de aanbieder kan het oude terughalen
        uit het logboek of uit een kopie van de gegevensmap

        inway POLICY_WITHDRAWN | own_contract | provider
        en: the provider withdrew the field policy that the contract pins (`sluis purpose withdraw`)
        > `sluis contract renew '{grant}'`: it then has the policy that the provider publishes now; the provider accepts
        it
        nl: de aanbieder heeft het veldbeleid dat het contract vastlegt, ingetrokken (`sluis purpose withdraw`)
        > `sluis contract renew '{grant}'`: dan geldt het beleid dat de aanbieder nu publiceert; de aanbieder aanvaardt het

        inway FIELD_NOT_ALLOWED | client | application
        en: the request asks for more than the purpose allows: an operation, values or fields
        > ask for what `sluis purpose explain '{grant}'` shows, the answer lists what is not allowed; or agree on another
        field policy and renew the contract
        nl: het verzoek vraagt meer dan het doel toelaat: een bewerking, waarden of velden
        > vraag wat `sluis purpose explain '{grant}'` toont, het antwoord noemt wat niet mag; of spreek ander veldbeleid af
        en vernieuw het contract

        inway FIELD_NOT_ALLOWED operation_not_allowed | client | application
        en: the purpose does not cover this operation of the service
        > use an operation that `sluis purpose explain '{grant}'` shows; or agree on another field policy and renew the
        contract
        nl: het doel omvat deze bewerking van de dienst niet
        > gebruik een bewerking die `sluis purpose explain '{grant}'` toont; of spreek ander veldbeleid af en vernieuw het
        contract

        inway FIELD_NOT_ALLOWED values_not_allowed | client | application
        en: the purpose does not cover values of the request; the answer lists their places
        > ask within the values that `sluis purpose explain '{grant}'` shows; or agree on another field policy and renew
        the contract
        nl: het doel omvat waarden van het verzoek niet; het antwoord noemt hun plaatsen
        > vraag binnen de waarden die `sluis purpose explain '{grant}'` toont; of spreek ander veldbeleid af en vernieuw het
        contract

        inway FIELD_NOT_ALLOWED fields_not_allowed | client | application
        en: fields were asked for that the purpose does not allow; the answer lists all of them
        > ask only for fields that `sluis purpose explain '{grant}'` shows; or agree on another field policy and renew the
        contract
        nl: er werden velden gevraagd die het doel niet toelaat; het antwoord noemt ze alle
        > vraag alleen velden die `sluis purpose explain '{grant}'` toont; of spreek ander veldbeleid af en vernieuw het
        contract
        """

    static let requests = """
        inway MALFORMED_REQUEST method_overridden | client | application
        en: a field such as `X-HTTP-Method-Override` asks for another method than the one that is judged and recorded
        > send the method itself; or the provider names the field in `passedFields` of the service
        nl: een veld zoals `X-HTTP-Method-Override` vraagt om een andere methode dan die wordt beoordeeld en vastgelegd
        > stuur de methode zelf; of de aanbieder noemt het veld in `passedFields` van de dienst

        inway MALFORMED_REQUEST | client | application
        en: what came is not an HTTP request that two readers must understand alike, or its path may lead above its
        beginning; nothing of it was passed on
        > correct the request line or the field that the message of the answer names, leave `..` out of the path, and send
        it on a new connection
        nl: wat binnenkwam is geen HTTP-verzoek dat twee lezers gelijk moeten begrijpen, of het pad kan boven zijn begin
        uitkomen; niets ervan is doorgegeven
        > verbeter de eerste regel of het veld dat de melding van het antwoord noemt, laat `..` uit het pad weg, en stuur
        het over een nieuwe verbinding

        inway EXPECTATION_UNSUPPORTED | client | application
        en: `Expect` holds something else than `100-continue`
        > leave the field `Expect` out
        nl: `Expect` bevat iets anders dan `100-continue`
        > laat het veld `Expect` weg

        inway ERROR_CODE_METHOD_UNSUPPORTED | client | application
        en: the method cannot pass an Inway: CONNECT and TRACE never do
        > use one of the methods that `Allow` of the answer names
        nl: de methode kan niet door een Inway: CONNECT en TRACE gaan er nooit door
        > gebruik een van de methoden die `Allow` van het antwoord noemt

        inway ERROR_CODE_METHOD_UNSUPPORTED unknown_method | client | application
        en: the service has this path with other methods only
        > use one of the methods that `Allow` of the answer names
        nl: de dienst heeft dit pad alleen met andere methoden
        > gebruik een van de methoden die `Allow` van het antwoord noemt

        inway UNKNOWN_RESOURCE | client | application
        en: the service's OpenAPI document has no operation with this path
        > use a path that `sluis purpose explain '{grant}'` or the OpenAPI document shows, with the beginning that its
        `servers` name
        nl: het OpenAPI-document van de dienst heeft geen bewerking met dit pad
        > gebruik een pad dat `sluis purpose explain '{grant}'` of het OpenAPI-document toont, met het begin dat `servers`
        daarin noemt

        inway UNKNOWN_RESOURCE operation_left_out | client | provider
        en: the provider's OpenAPI document describes this operation in a way that cannot be read, so it is not offered
        > `sluis check` of the provider says what is wrong with the document: mend it, then `sluis reload`
        nl: het OpenAPI-document van de aanbieder beschrijft deze bewerking onleesbaar, daarom wordt zij niet aangeboden
        > `sluis check` van de aanbieder zegt wat er mis is met het document: herstel het, daarna `sluis reload`

        inway PAYLOAD_INVALID | client | application
        en: the request is not what the service's OpenAPI document describes, or two programs may read it differently
        > correct the request: its answer lists every fault with its place. See *Requests that two programs may read
        differently*
        nl: het verzoek is niet wat het OpenAPI-document van de dienst beschrijft, of twee programma's kunnen het
        verschillend lezen
        > verbeter het verzoek: het antwoord noemt elke fout met haar plaats

        inway PAYLOAD_TOO_LARGE | client | application
        en: the body of the request is longer than the service takes; the message of the answer has the bound
        > send less at a time; or the provider raises `bodyLimit` of the service
        nl: het verzoek is langer dan de dienst aanneemt; de melding van het antwoord noemt de grens
        > stuur minder per keer; of de aanbieder verhoogt `bodyLimit` van de dienst

        inway UNSUPPORTED_CODING | client | application
        en: the body of the request has a content coding, so that it cannot be checked
        > send it without `Content-Encoding`, in a media type that the OpenAPI document declares
        nl: het verzoek heeft een content coding en kan zo niet worden gecontroleerd
        > stuur het zonder `Content-Encoding`, in een mediatype dat het OpenAPI-document noemt

        inway MISSING_LOG_RECORD_ID | client | consumer
        en: the request came to the Inway without a transaction id
        > the Outway sends `Fsc-Transaction-Id` with a new UUID of version 7
        nl: het verzoek kwam bij de Inway zonder transactie-id
        > de Outway stuurt `Fsc-Transaction-Id` met een nieuwe UUID van versie 7

        inway INVALID_LOG_RECORD_ID | client | consumer
        en: the transaction id is no UUID of version 7, was used before, or was not made within 300 seconds of now by the
        Inway's clock
        > use each id once, and compare the clocks of both machines. See *Transaction ids*
        nl: het transactie-id is geen UUID van versie 7, is eerder gebruikt, of is volgens de klok van de Inway niet binnen
        300 seconden van nu gemaakt
        > gebruik elk id eenmaal, en vergelijk de klokken van beide machines

        inway CONNECTION_CLOSED | - | consumer
        en: no request had come when the Inway ended this connection of HTTP/1.1: what came then was not looked at
        > send the request again on another connection, whatever it is; an Outway of this product does so by itself
        nl: er was nog geen verzoek toen de Inway deze verbinding van HTTP/1.1 beëindigde: naar wat toen kwam, is niet
        gekeken
        > stuur het verzoek opnieuw over een andere verbinding, wat het ook is; een Outway van dit product doet dat zelf
        """
}
