extension AdministrationDocument {
    static let paths = #"""
        {"/contracts":{"get":{"operationId":"listContracts","tags":["contracts"],"summary":"Co\#
        ntracts, newest first.","parameters":[{"name":"state","in":"query","description":"Only\#
         contracts in this state.","schema":{"$ref":"#/components/schemas/ContractState"}},{"$\#
        ref":"#/components/parameters/Peer"},{"$ref":"#/components/parameters/Service"},{"$ref\#
        ":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Cursor"}],"respons\#
        es":{"200":{"description":"A page of contracts.","headers":{"API-Version":{"$ref":"#/c\#
        omponents/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/com\#
        ponents/schemas/ContractPage"}}}},"400":{"$ref":"#/components/responses/Invalid"},"def\#
        ault":{"$ref":"#/components/responses/Failed"}}},"post":{"operationId":"proposeContrac\#
        t","tags":["contracts"],"summary":"Proposes a connection to a service of another organ\#
        isation, for one purpose.","description":"The contract is made from what the provider\#
         published, signed by this organisation, stored and sent to the provider's Manager. It\#
         is valid once the provider has accepted it too.","requestBody":{"required":true,"cont\#
        ent":{"application/json":{"schema":{"$ref":"#/components/schemas/ContractProposal"}}}}\#
        ,"responses":{"201":{"description":"The contract is proposed.","headers":{"API-Version\#
        ":{"$ref":"#/components/headers/ApiVersion"},"Location":{"description":"The path of th\#
        e contract.","schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$r\#
        ef":"#/components/schemas/Contract"}}}},"400":{"$ref":"#/components/responses/Invalid"\#
        },"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/respons\#
        es/Conflict"},"413":{"$ref":"#/components/responses/TooLarge"},"415":{"$ref":"#/compon\#
        ents/responses/OtherMediaType"},"503":{"$ref":"#/components/responses/Unavailable"},"d\#
        efault":{"$ref":"#/components/responses/Failed"}}}},"/contracts/{hash}":{"parameters":\#
        [{"$ref":"#/components/parameters/ContractHash"}],"get":{"operationId":"showContract",\#
        "tags":["contracts"],"summary":"One contract whole.","responses":{"200":{"$ref":"#/com\#
        ponents/responses/Contract"},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$\#
        ref":"#/components/responses/NotFound"},"default":{"$ref":"#/components/responses/Fail\#
        ed"}}}},"/contracts/{hash}/accept":{"parameters":[{"$ref":"#/components/parameters/Con\#
        tractHash"}],"put":{"operationId":"acceptContract","tags":["contracts"],"summary":"Sig\#
        ns a contract, so that it may be used.","description":"A contract with `obstacles` is\#
         refused with 409, because nothing could be served by it.","parameters":[{"name":"forc\#
        e","in":"query","description":"Sign although the contract can serve nothing here; the\#
         record says so.","schema":{"type":"boolean","default":false}}],"responses":{"200":{"$\#
        ref":"#/components/responses/Contract"},"400":{"$ref":"#/components/responses/Invalid"\#
        },"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/respons\#
        es/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}},"/contracts/{hash}\#
        /reject":{"parameters":[{"$ref":"#/components/parameters/ContractHash"}],"put":{"opera\#
        tionId":"rejectContract","tags":["contracts"],"summary":"Refuses a proposed contract f\#
        or good.","responses":{"200":{"$ref":"#/components/responses/Contract"},"400":{"$ref":\#
        "#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"40\#
        9":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/components/response\#
        s/Failed"}}}},"/contracts/{hash}/revoke":{"parameters":[{"$ref":"#/components/paramete\#
        rs/ContractHash"}],"put":{"operationId":"revokeContract","tags":["contracts"],"summary\#
        ":"Ends a contract for good.","responses":{"200":{"$ref":"#/components/responses/Contr\#
        act"},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/resp\#
        onses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#\#
        /components/responses/Failed"}}}},"/contracts/{hash}/renew":{"parameters":[{"$ref":"#/\#
        components/parameters/ContractHash"}],"post":{"operationId":"renewContract","tags":["c\#
        ontracts"],"summary":"Proposes the grants of a contract again, for a new period from n\#
        ow.","description":"The new contract has other hashes. Aliases move to it once every p\#
        eer has accepted it; the old one stays in force until its own end.","requestBody":{"re\#
        quired":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Ren\#
        ewal"}}}},"responses":{"201":{"description":"The contract is proposed.","headers":{"AP\#
        I-Version":{"$ref":"#/components/headers/ApiVersion"},"Location":{"description":"The p\#
        ath of the contract.","schema":{"type":"string"}}},"content":{"application/json":{"sch\#
        ema":{"$ref":"#/components/schemas/Contract"}}}},"400":{"$ref":"#/components/responses\#
        /Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/component\#
        s/responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}},"/contrac\#
        ts/{hash}/retry":{"parameters":[{"$ref":"#/components/parameters/ContractHash"}],"post\#
        ":{"operationId":"retryContract","tags":["contracts"],"summary":"Sends at once what pe\#
        ers must still get about a contract.","responses":{"200":{"description":"What waits.",\#
        "headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"appli\#
        cation/json":{"schema":{"$ref":"#/components/schemas/DistributionList"}}}},"400":{"$re\#
        f":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},\#
        "default":{"$ref":"#/components/responses/Failed"}}}},"/distributions":{"get":{"operat\#
        ionId":"listDistributions","tags":["contracts"],"summary":"Everything that peers must\#
         still get, with attempts and the last error.","responses":{"200":{"description":"What\#
         waits.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content\#
        ":{"application/json":{"schema":{"$ref":"#/components/schemas/DistributionList"}}}},"4\#
        00":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/components/response\#
        s/Failed"}}}},"/distributions/retry":{"post":{"operationId":"retryDistributions","tags\#
        ":["contracts"],"summary":"Sends at once everything that peers must still get.","respo\#
        nses":{"200":{"description":"What waits.","headers":{"API-Version":{"$ref":"#/componen\#
        ts/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components\#
        /schemas/DistributionList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"defaul\#
        t":{"$ref":"#/components/responses/Failed"}}}},"/peers":{"get":{"operationId":"listPee\#
        rs","tags":["exchange"],"summary":"The peers that announced themselves or share a cont\#
        ract.","parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/pa\#
        rameters/Cursor"}],"responses":{"200":{"description":"A page of peers, by peer id.","h\#
        eaders":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"applica\#
        tion/json":{"schema":{"$ref":"#/components/schemas/PeerPage"}}}},"400":{"$ref":"#/comp\#
        onents/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/pee\#
        rs/{id}":{"parameters":[{"name":"id","in":"path","required":true,"description":"The id\#
        entity of a peer.","schema":{"$ref":"#/components/schemas/PeerID"}}],"get":{"operation\#
        Id":"showPeer","tags":["exchange"],"summary":"A peer, the contracts with it and what i\#
        t must still get.","responses":{"200":{"description":"The peer.","headers":{"API-Versi\#
        on":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema\#
        ":{"$ref":"#/components/schemas/Peer"}}}},"400":{"$ref":"#/components/responses/Invali\#
        d"},"404":{"$ref":"#/components/responses/NotFound"},"default":{"$ref":"#/components/r\#
        esponses/Failed"}}}},"/purposes":{"get":{"operationId":"listPurposes","tags":["exchang\#
        e"],"summary":"The purposes for which own and listed services may be queried.","respon\#
        ses":{"200":{"description":"The purposes.","headers":{"API-Version":{"$ref":"#/compone\#
        nts/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/component\#
        s/schemas/PurposeList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"default":{\#
        "$ref":"#/components/responses/Failed"}}}},"/purposes/{id}/explanation":{"parameters":\#
        [{"$ref":"#/components/parameters/PurposeOrGrant"},{"$ref":"#/components/parameters/Se\#
        rvice"}],"get":{"operationId":"explainPurpose","tags":["exchange"],"summary":"What a p\#
        urpose, or the purpose of a grant, may ask and see.","description":"For own services t\#
        he field policy as it is applied; for services of others what the document says whose\#
         digest the contract or the publication pins.","responses":{"200":{"description":"The\#
         explanation, one element for each service that serves the purpose.","headers":{"API-V\#
        ersion":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"sc\#
        hema":{"$ref":"#/components/schemas/PurposeExplanation"}}}},"400":{"$ref":"#/component\#
        s/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"503":{"$ref":"\#
        #/components/responses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"\#
        }}}},"/purposes/{id}/document":{"parameters":[{"$ref":"#/components/parameters/Purpose\#
        OrGrant"},{"$ref":"#/components/parameters/Service"}],"get":{"operationId":"showPurpos\#
        eDocument","tags":["exchange"],"summary":"The OpenAPI document of what a purpose, or t\#
        he purpose of a grant, may ask and see.","responses":{"200":{"description":"The servic\#
        e's document, reduced to the field policy.","headers":{"API-Version":{"$ref":"#/compon\#
        ents/headers/ApiVersion"}},"content":{"application/json":{"schema":{"type":"object"}}}\#
        },"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/response\#
        s/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"503":{"$ref":"#/compone\#
        nts/responses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/de\#
        viations":{"get":{"operationId":"listDeviations","tags":["gateway"],"summary":"How pay\#
        loads differed from documents that they are only measured against.","description":"Sha\#
        pes and counts, never a value of a payload; bounded in number, what is beyond is count\#
        ed in `others`.","responses":{"200":{"$ref":"#/components/responses/Deviations"},"400"\#
        :{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/components/responses/F\#
        ailed"}}}},"/deviations/clear":{"post":{"operationId":"clearDeviations","tags":["gatew\#
        ay"],"summary":"Forgets what was counted of payloads that differed.","responses":{"200\#
        ":{"$ref":"#/components/responses/Deviations"},"400":{"$ref":"#/components/responses/I\#
        nvalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/services":{"get":{"op\#
        erationId":"listServices","tags":["exchange"],"summary":"Own services and those that t\#
        he directories list, with their purposes.","responses":{"200":{"description":"The serv\#
        ices.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":\#
        {"application/json":{"schema":{"$ref":"#/components/schemas/ServiceList"}}}},"400":{"$\#
        ref":"#/components/responses/Invalid"},"503":{"$ref":"#/components/responses/Unavailab\#
        le"},"default":{"$ref":"#/components/responses/Failed"}}}},"/services/{name}/publish":\#
        {"parameters":[{"name":"name","in":"path","required":true,"description":"The name of a\#
         configured service.","schema":{"$ref":"#/components/schemas/ServiceName"}}],"post":{"\#
        operationId":"publishService","tags":["exchange"],"summary":"Proposes a publication co\#
        ntract to every directory that the configuration names.","responses":{"201":{"descript\#
        ion":"The contracts that were proposed.","headers":{"API-Version":{"$ref":"#/component\#
        s/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/\#
        schemas/ContractPage"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref\#
        ":"#/components/responses/NotFound"},"503":{"$ref":"#/components/responses/Unavailable\#
        "},"default":{"$ref":"#/components/responses/Failed"}}}},"/services/{name}/unpublish":\#
        {"parameters":[{"name":"name","in":"path","required":true,"description":"The name of a\#
         service.","schema":{"$ref":"#/components/schemas/ServiceName"}}],"post":{"operationId\#
        ":"unpublishService","tags":["exchange"],"summary":"Revokes every contract that publis\#
        hes a service; connections to it stay.","responses":{"200":{"description":"The contrac\#
        ts that were revoked.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersi\#
        on"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ContractPa\#
        ge"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/re\#
        sponses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":\#
        "#/components/responses/Failed"}}}},"/log-entries":{"get":{"operationId":"listLogEntri\#
        es","tags":["log"],"summary":"Exchanges of the access log, newest first.","parameters"\#
        :[{"name":"from","in":"query","description":"Not before this moment.","schema":{"type"\#
        :"string","format":"date-time"}},{"name":"until","in":"query","description":"Before th\#
        is moment.","schema":{"type":"string","format":"date-time"}},{"$ref":"#/components/par\#
        ameters/Peer"},{"$ref":"#/components/parameters/Service"},{"name":"purpose","in":"quer\#
        y","description":"Only exchanges under this purpose.","schema":{"$ref":"#/components/s\#
        chemas/PurposeID"}},{"name":"outcome","in":"query","description":"Only exchanges with\#
         this outcome.","schema":{"$ref":"#/components/schemas/Outcome"}},{"name":"transaction\#
        Id","in":"query","description":"Only this exchange.","schema":{"type":"string","format\#
        ":"uuid"}},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/C\#
        ursor"}],"responses":{"200":{"description":"A page of exchanges.","headers":{"API-Vers\#
        ion":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schem\#
        a":{"$ref":"#/components/schemas/ExchangePage"}}}},"400":{"$ref":"#/components/respons\#
        es/Invalid"},"503":{"$ref":"#/components/responses/Unavailable"},"default":{"$ref":"#/\#
        components/responses/Failed"}}}},"/log-entries/{id}":{"get":{"operationId":"showLogEnt\#
        ry","tags":["log"],"summary":"All entries of one exchange, with proofs that they are i\#
        n the log.","parameters":[{"name":"id","in":"path","required":true,"description":"The\#
         transaction id.","schema":{"type":"string","format":"uuid"}}],"responses":{"200":{"de\#
        scription":"The exchange.","headers":{"API-Version":{"$ref":"#/components/headers/ApiV\#
        ersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Exchan\#
        ge"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/re\#
        sponses/NotFound"},"default":{"$ref":"#/components/responses/Failed"}}}},"/status":{"g\#
        et":{"operationId":"status","tags":["gateway"],"summary":"Whether the gateway is ready\#
        , and why not.","responses":{"200":{"description":"The checks.","headers":{"API-Versio\#
        n":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema"\#
        :{"$ref":"#/components/schemas/Status"}}}},"400":{"$ref":"#/components/responses/Inval\#
        id"},"default":{"$ref":"#/components/responses/Failed"}}}},"/reload":{"post":{"operati\#
        onId":"reload","tags":["gateway"],"summary":"Reads certificates, keys, revocation list\#
        s, OpenAPI documents and field policies again.","responses":{"200":{"description":"Wha\#
        t was read is in use.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersi\#
        on"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Reload"}}}\#
        },"400":{"$ref":"#/components/responses/Invalid"},"409":{"$ref":"#/components/response\#
        s/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}},"/openapi.json":{"g\#
        et":{"operationId":"openApiDocument","tags":["gateway"],"summary":"This document.","re\#
        sponses":{"200":{"description":"This document as JSON.","headers":{"API-Version":{"$re\#
        f":"#/components/headers/ApiVersion"},"Access-Control-Allow-Origin":{"description":"Ev\#
        erybody may read it.","schema":{"type":"string","const":"*"}}},"content":{"application\#
        /json":{"schema":{"type":"object"}}}},"default":{"$ref":"#/components/responses/Failed\#
        "}}}}}
        """#
}
