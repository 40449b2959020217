extension AdministrationDocument {
    static let paths = #"""
        {"/contracts":{"get":{"operationId":"listContracts","tags":["contracts"],"summary":"Co\#
        ntracts, newest first.","parameters":[{"name":"state","in":"query","description":"Only\#
         contracts in this state.","schema":{"$ref":"#/components/schemas/ContractState"}},{"n\#
        ame":"hash","in":"query","description":"Only contracts whose hash begins so after its\#
         last dollar sign, or that hold the grant with this hash.","schema":{"type":"string","\#
        minLength":1,"maxLength":128}},{"$ref":"#/components/parameters/Peer"},{"$ref":"#/comp\#
        onents/parameters/Service"},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/compon\#
        ents/parameters/Cursor"}],"responses":{"200":{"description":"A page of contracts.","he\#
        aders":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"applicat\#
        ion/json":{"schema":{"$ref":"#/components/schemas/ContractPage"}}}},"400":{"$ref":"#/c\#
        omponents/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}},"po\#
        st":{"operationId":"proposeContract","tags":["contracts"],"summary":"Proposes a connec\#
        tion to a service of another organisation, for one purpose.","description":"The contra\#
        ct is made from what the provider published, signed by this organisation, stored and s\#
        ent to the provider's Manager. It is valid once the provider has accepted it too.","re\#
        questBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/compone\#
        nts/schemas/ContractProposal"}}}},"responses":{"201":{"description":"The contract is p\#
        roposed.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"},"Locatio\#
        n":{"description":"The path of the contract.","schema":{"type":"string"}}},"content":{\#
        "application/json":{"schema":{"$ref":"#/components/schemas/Contract"}}}},"400":{"$ref"\#
        :"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"4\#
        09":{"$ref":"#/components/responses/Conflict"},"413":{"$ref":"#/components/responses/T\#
        ooLarge"},"415":{"$ref":"#/components/responses/OtherMediaType"},"503":{"$ref":"#/comp\#
        onents/responses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"\#
        /contracts/{hash}":{"parameters":[{"$ref":"#/components/parameters/ContractHash"}],"ge\#
        t":{"operationId":"showContract","tags":["contracts"],"summary":"One contract whole.",\#
        "responses":{"200":{"$ref":"#/components/responses/Contract"},"400":{"$ref":"#/compone\#
        nts/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"default":{"$\#
        ref":"#/components/responses/Failed"}}}},"/contracts/{hash}/accept":{"parameters":[{"$\#
        ref":"#/components/parameters/ContractHash"}],"put":{"operationId":"acceptContract","t\#
        ags":["contracts"],"summary":"Signs a contract, so that it may be used.","description"\#
        :"A contract with `obstacles` is refused with 409, because nothing could be served by\#
         it.","parameters":[{"name":"force","in":"query","description":"Sign although the cont\#
        ract can serve nothing here; the record says so.","schema":{"type":"boolean","default"\#
        :false}}],"responses":{"200":{"$ref":"#/components/responses/Contract"},"400":{"$ref":\#
        "#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"40\#
        9":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/components/response\#
        s/Failed"}}}},"/contracts/{hash}/reject":{"parameters":[{"$ref":"#/components/paramete\#
        rs/ContractHash"}],"put":{"operationId":"rejectContract","tags":["contracts"],"summary\#
        ":"Refuses a proposed contract for good.","responses":{"200":{"$ref":"#/components/res\#
        ponses/Contract"},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/com\#
        ponents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"default\#
        ":{"$ref":"#/components/responses/Failed"}}}},"/contracts/{hash}/revoke":{"parameters"\#
        :[{"$ref":"#/components/parameters/ContractHash"}],"put":{"operationId":"revokeContrac\#
        t","tags":["contracts"],"summary":"Ends a contract for good.","responses":{"200":{"$re\#
        f":"#/components/responses/Contract"},"400":{"$ref":"#/components/responses/Invalid"},\#
        "404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses\#
        /Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}},"/contracts/{hash}/r\#
        enew":{"parameters":[{"$ref":"#/components/parameters/ContractHash"}],"post":{"operati\#
        onId":"renewContract","tags":["contracts"],"summary":"Proposes the grants of a contrac\#
        t again, for a new period from now.","description":"The new contract has other hashes.\#
         Aliases move to it once every peer has accepted it; the old one stays in force until\#
         its own end.","requestBody":{"required":true,"content":{"application/json":{"schema":\#
        {"$ref":"#/components/schemas/Renewal"}}}},"responses":{"201":{"description":"The cont\#
        ract is proposed.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}\#
        ,"Location":{"description":"The path of the contract.","schema":{"type":"string"}}},"c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/Contract"}}}},"400\#
        ":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotF\#
        ound"},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/component\#
        s/responses/Failed"}}}},"/contracts/{hash}/retry":{"parameters":[{"$ref":"#/components\#
        /parameters/ContractHash"}],"post":{"operationId":"retryContract","tags":["contracts"]\#
        ,"summary":"Sends at once what peers must still get about a contract.","responses":{"2\#
        00":{"description":"What waits.","headers":{"API-Version":{"$ref":"#/components/header\#
        s/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\#
        DistributionList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#\#
        /components/responses/NotFound"},"default":{"$ref":"#/components/responses/Failed"}}}}\#
        ,"/distributions":{"get":{"operationId":"listDistributions","tags":["contracts"],"summ\#
        ary":"Everything that peers must still get, with attempts and the last error.","respon\#
        ses":{"200":{"description":"What waits.","headers":{"API-Version":{"$ref":"#/component\#
        s/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/\#
        schemas/DistributionList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"default\#
        ":{"$ref":"#/components/responses/Failed"}}}},"/distributions/retry":{"post":{"operati\#
        onId":"retryDistributions","tags":["contracts"],"summary":"Sends at once everything th\#
        at peers must still get.","responses":{"200":{"description":"What waits.","headers":{"\#
        API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/DistributionList"}}}},"400":{"$ref":"#/compon\#
        ents/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/peers\#
        ":{"get":{"operationId":"listPeers","tags":["exchange"],"summary":"The peers that anno\#
        unced themselves or share a contract.","parameters":[{"$ref":"#/components/parameters/\#
        Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"200":{"description":"\#
        A page of peers, by peer id.","headers":{"API-Version":{"$ref":"#/components/headers/A\#
        piVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pee\#
        rPage"}}}},"400":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/compon\#
        ents/responses/Failed"}}}},"/peers/{id}":{"parameters":[{"name":"id","in":"path","requ\#
        ired":true,"description":"The identity of a peer.","schema":{"$ref":"#/components/sche\#
        mas/PeerID"}}],"get":{"operationId":"showPeer","tags":["exchange"],"summary":"A peer,\#
         the contracts with it and what it must still get.","responses":{"200":{"description":\#
        "The peer.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"cont\#
        ent":{"application/json":{"schema":{"$ref":"#/components/schemas/Peer"}}}},"400":{"$re\#
        f":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},\#
        "default":{"$ref":"#/components/responses/Failed"}}}},"/purposes":{"get":{"operationId\#
        ":"listPurposes","tags":["exchange"],"summary":"The purposes for which own and listed\#
         services may be queried.","responses":{"200":{"description":"The purposes.","headers"\#
        :{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/PurposeList"}}}},"400":{"$ref":"#/componen\#
        ts/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/purpose\#
        s/{id}/explanation":{"parameters":[{"$ref":"#/components/parameters/PurposeOrGrant"},{\#
        "$ref":"#/components/parameters/Service"}],"get":{"operationId":"explainPurpose","tags\#
        ":["exchange"],"summary":"What a purpose, or the purpose of a grant, may ask and see."\#
        ,"description":"For own services the field policy as it is applied; for services of ot\#
        hers what the document says whose digest the contract or the publication pins.","respo\#
        nses":{"200":{"description":"The explanation, one element for each service that serves\#
         the purpose.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"c\#
        ontent":{"application/json":{"schema":{"$ref":"#/components/schemas/PurposeExplanation\#
        "}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/resp\#
        onses/NotFound"},"503":{"$ref":"#/components/responses/Unavailable"},"default":{"$ref"\#
        :"#/components/responses/Failed"}}}},"/purposes/{id}/document":{"parameters":[{"$ref":\#
        "#/components/parameters/PurposeOrGrant"},{"$ref":"#/components/parameters/Service"}],\#
        "get":{"operationId":"showPurposeDocument","tags":["exchange"],"summary":"The OpenAPI\#
         document of what a purpose, or the purpose of a grant, may ask and see.","responses":\#
        {"200":{"description":"The service's document, reduced to the field policy.","headers"\#
        :{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/js\#
        on":{"schema":{"type":"object"}}}},"400":{"$ref":"#/components/responses/Invalid"},"40\#
        4":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Co\#
        nflict"},"503":{"$ref":"#/components/responses/Unavailable"},"default":{"$ref":"#/comp\#
        onents/responses/Failed"}}}},"/deviations":{"get":{"operationId":"listDeviations","tag\#
        s":["gateway"],"summary":"How payloads differed from documents that they are only meas\#
        ured against.","description":"Shapes and counts, never a value of a payload; bounded i\#
        n number, what is beyond is counted in `others`.","responses":{"200":{"$ref":"#/compon\#
        ents/responses/Deviations"},"400":{"$ref":"#/components/responses/Invalid"},"default":\#
        {"$ref":"#/components/responses/Failed"}}}},"/deviations/clear":{"post":{"operationId"\#
        :"clearDeviations","tags":["gateway"],"summary":"Forgets what was counted of payloads\#
         that differed.","responses":{"200":{"$ref":"#/components/responses/Deviations"},"400"\#
        :{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/components/responses/F\#
        ailed"}}}},"/services":{"get":{"operationId":"listServices","tags":["exchange"],"summa\#
        ry":"Own services and those that the directories list, with their purposes.","response\#
        s":{"200":{"description":"The services.","headers":{"API-Version":{"$ref":"#/component\#
        s/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/\#
        schemas/ServiceList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"503":{"$ref"\#
        :"#/components/responses/Unavailable"},"default":{"$ref":"#/components/responses/Faile\#
        d"}}}},"/services/{name}/publish":{"parameters":[{"name":"name","in":"path","required"\#
        :true,"description":"The name of a configured service.","schema":{"$ref":"#/components\#
        /schemas/ServiceName"}}],"post":{"operationId":"publishService","tags":["exchange"],"s\#
        ummary":"Proposes a publication contract to every directory that the configuration nam\#
        es.","parameters":[{"name":"delegator","in":"query","description":"The organisation on\#
         whose behalf the service is offered; it must accept too.","schema":{"$ref":"#/compone\#
        nts/schemas/PeerID"}}],"responses":{"201":{"description":"The contracts that were prop\#
        osed.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":\#
        {"application/json":{"schema":{"$ref":"#/components/schemas/ContractPage"}}}},"400":{"\#
        $ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound\#
        "},"503":{"$ref":"#/components/responses/Unavailable"},"default":{"$ref":"#/components\#
        /responses/Failed"}}}},"/services/{name}/unpublish":{"parameters":[{"name":"name","in"\#
        :"path","required":true,"description":"The name of a service.","schema":{"$ref":"#/com\#
        ponents/schemas/ServiceName"}}],"post":{"operationId":"unpublishService","tags":["exch\#
        ange"],"summary":"Revokes every contract that publishes a service; connections to it s\#
        tay.","responses":{"200":{"description":"The contracts that were revoked.","headers":{\#
        "API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json\#
        ":{"schema":{"$ref":"#/components/schemas/ContractPage"}}}},"400":{"$ref":"#/component\#
        s/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"\#
        #/components/responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}\#
        },"/log-entries":{"get":{"operationId":"listLogEntries","tags":["log"],"summary":"Exch\#
        anges of the access log, newest first.","parameters":[{"name":"from","in":"query","des\#
        cription":"Not before this moment.","schema":{"type":"string","format":"date-time"}},{\#
        "name":"until","in":"query","description":"Before this moment.","schema":{"type":"stri\#
        ng","format":"date-time"}},{"$ref":"#/components/parameters/Peer"},{"$ref":"#/componen\#
        ts/parameters/Service"},{"name":"purpose","in":"query","description":"Only exchanges u\#
        nder this purpose.","schema":{"$ref":"#/components/schemas/PurposeID"}},{"name":"outco\#
        me","in":"query","description":"Only exchanges with this outcome.","schema":{"$ref":"#\#
        /components/schemas/Outcome"}},{"name":"transactionId","in":"query","description":"Onl\#
        y this exchange.","schema":{"type":"string","format":"uuid"}},{"$ref":"#/components/pa\#
        rameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"200":{"descr\#
        iption":"A page of exchanges.","headers":{"API-Version":{"$ref":"#/components/headers/\#
        ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ex\#
        changePage"}}}},"400":{"$ref":"#/components/responses/Invalid"},"503":{"$ref":"#/compo\#
        nents/responses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/\#
        log-entries/{id}":{"get":{"operationId":"showLogEntry","tags":["log"],"summary":"All e\#
        ntries of one exchange, with proofs that they are in the log.","parameters":[{"name":"\#
        id","in":"path","required":true,"description":"The transaction id.","schema":{"type":"\#
        string","format":"uuid"}}],"responses":{"200":{"description":"The exchange.","headers"\#
        :{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/js\#
        on":{"schema":{"$ref":"#/components/schemas/Exchange"}}}},"400":{"$ref":"#/components/\#
        responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"default":{"$ref"\#
        :"#/components/responses/Failed"}}}},"/status":{"get":{"operationId":"status","tags":[\#
        "gateway"],"summary":"Whether the gateway is ready, and why not.","responses":{"200":{\#
        "description":"The checks.","headers":{"API-Version":{"$ref":"#/components/headers/Api\#
        Version"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Statu\#
        s"}}}},"400":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/components\#
        /responses/Failed"}}}},"/reload":{"post":{"operationId":"reload","tags":["gateway"],"s\#
        ummary":"Reads certificates, keys, revocation lists, OpenAPI documents and field polic\#
        ies again.","responses":{"200":{"description":"What was read is in use.","headers":{"A\#
        PI-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":\#
        {"schema":{"$ref":"#/components/schemas/Reload"}}}},"400":{"$ref":"#/components/respon\#
        ses/Invalid"},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/co\#
        mponents/responses/Failed"}}}},"/trust/older-lists":{"post":{"operationId":"acceptOlde\#
        rList","tags":["gateway"],"summary":"Puts a revocation list in force that a source giv\#
        es and that is older than the one in force.","description":"For an authority that bega\#
        n its numbers anew. The list must be signed by the authority. The action and its reaso\#
        n are in the access log before it takes effect.","requestBody":{"required":true,"conte\#
        nt":{"application/json":{"schema":{"type":"object","additionalProperties":false,"requi\#
        red":["issuer","reason"],"properties":{"issuer":{"type":"string","minLength":1,"maxLen\#
        gth":500,"description":"The name of the authority as status shows it."},"reason":{"typ\#
        e":"string","minLength":1,"maxLength":500}}}}}},"responses":{"200":{"description":"The\#
         list is in force.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"\#
        }},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Reload"}}}},"\#
        400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/N\#
        otFound"},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/compon\#
        ents/responses/Failed"}}}},"/openapi.json":{"get":{"operationId":"openApiDocument","ta\#
        gs":["gateway"],"summary":"This document.","responses":{"200":{"description":"This doc\#
        ument as JSON.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"},"A\#
        ccess-Control-Allow-Origin":{"description":"Everybody may read it.","schema":{"type":"\#
        string","const":"*"}}},"content":{"application/json":{"schema":{"type":"object"}}}},"d\#
        efault":{"$ref":"#/components/responses/Failed"}}}}}
        """#
}
