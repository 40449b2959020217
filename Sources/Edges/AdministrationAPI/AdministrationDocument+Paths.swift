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
        },"404":{"$ref":"#/components/responses/NotFound"},"413":{"$ref":"#/components/respons\#
        es/TooLarge"},"415":{"$ref":"#/components/responses/OtherMediaType"},"503":{"$ref":"#/\#
        components/responses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}\#
        }},"/contracts/{hash}":{"parameters":[{"$ref":"#/components/parameters/ContractHash"}]\#
        ,"get":{"operationId":"showContract","tags":["contracts"],"summary":"One contract whol\#
        e.","responses":{"200":{"$ref":"#/components/responses/Contract"},"400":{"$ref":"#/com\#
        ponents/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"default"\#
        :{"$ref":"#/components/responses/Failed"}}}},"/contracts/{hash}/accept":{"parameters":\#
        [{"$ref":"#/components/parameters/ContractHash"}],"put":{"operationId":"acceptContract\#
        ","tags":["contracts"],"summary":"Signs a contract, so that it may be used.","response\#
        s":{"200":{"$ref":"#/components/responses/Contract"},"400":{"$ref":"#/components/respo\#
        nses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/compo\#
        nents/responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}},"/con\#
        tracts/{hash}/reject":{"parameters":[{"$ref":"#/components/parameters/ContractHash"}],\#
        "put":{"operationId":"rejectContract","tags":["contracts"],"summary":"Refuses a propos\#
        ed contract for good.","responses":{"200":{"$ref":"#/components/responses/Contract"},"\#
        400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/N\#
        otFound"},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/compon\#
        ents/responses/Failed"}}}},"/contracts/{hash}/revoke":{"parameters":[{"$ref":"#/compon\#
        ents/parameters/ContractHash"}],"put":{"operationId":"revokeContract","tags":["contrac\#
        ts"],"summary":"Ends a contract for good.","responses":{"200":{"$ref":"#/components/re\#
        sponses/Contract"},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/co\#
        mponents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"defaul\#
        t":{"$ref":"#/components/responses/Failed"}}}},"/contracts/{hash}/renew":{"parameters"\#
        :[{"$ref":"#/components/parameters/ContractHash"}],"post":{"operationId":"renewContrac\#
        t","tags":["contracts"],"summary":"Proposes the grants of a contract again, for a new\#
         period from now.","description":"The new contract has other hashes. Aliases move to i\#
        t once every peer has accepted it; the old one stays in force until its own end.","req\#
        uestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/componen\#
        ts/schemas/Renewal"}}}},"responses":{"201":{"description":"The contract is proposed.",\#
        "headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"},"Location":{"descr\#
        iption":"The path of the contract.","schema":{"type":"string"}}},"content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/Contract"}}}},"400":{"$ref":"#/compon\#
        ents/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref\#
        ":"#/components/responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"\#
        }}}},"/contracts/{hash}/retry":{"parameters":[{"$ref":"#/components/parameters/Contrac\#
        tHash"}],"post":{"operationId":"retryContract","tags":["contracts"],"summary":"Sends a\#
        t once what peers must still get about a contract.","responses":{"200":{"description":\#
        "What waits.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"co\#
        ntent":{"application/json":{"schema":{"$ref":"#/components/schemas/DistributionList"}}\#
        }},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/respons\#
        es/NotFound"},"default":{"$ref":"#/components/responses/Failed"}}}},"/distributions":{\#
        "get":{"operationId":"listDistributions","tags":["contracts"],"summary":"Everything th\#
        at peers must still get, with attempts and the last error.","responses":{"200":{"descr\#
        iption":"What waits.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersio\#
        n"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Distributio\#
        nList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/compon\#
        ents/responses/Failed"}}}},"/distributions/retry":{"post":{"operationId":"retryDistrib\#
        utions","tags":["contracts"],"summary":"Sends at once everything that peers must still\#
         get.","responses":{"200":{"description":"What waits.","headers":{"API-Version":{"$ref\#
        ":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/DistributionList"}}}},"400":{"$ref":"#/components/responses/Inva\#
        lid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/peers":{"get":{"operatio\#
        nId":"listPeers","tags":["exchange"],"summary":"The peers that announced themselves or\#
         share a contract.","parameters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/\#
        components/parameters/Cursor"}],"responses":{"200":{"description":"A page of peers, by\#
         peer id.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"conte\#
        nt":{"application/json":{"schema":{"$ref":"#/components/schemas/PeerPage"}}}},"400":{"\#
        $ref":"#/components/responses/Invalid"},"default":{"$ref":"#/components/responses/Fail\#
        ed"}}}},"/peers/{id}":{"parameters":[{"name":"id","in":"path","required":true,"descrip\#
        tion":"The identity of a peer.","schema":{"$ref":"#/components/schemas/PeerID"}}],"get\#
        ":{"operationId":"showPeer","tags":["exchange"],"summary":"A peer, the contracts with\#
         it and what it must still get.","responses":{"200":{"description":"The peer.","header\#
        s":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/\#
        json":{"schema":{"$ref":"#/components/schemas/Peer"}}}},"400":{"$ref":"#/components/re\#
        sponses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"default":{"$ref":"\#
        #/components/responses/Failed"}}}},"/purposes":{"get":{"operationId":"listPurposes","t\#
        ags":["exchange"],"summary":"The purposes for which own and listed services may be que\#
        ried.","responses":{"200":{"description":"The purposes.","headers":{"API-Version":{"$r\#
        ef":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref\#
        ":"#/components/schemas/PurposeList"}}}},"400":{"$ref":"#/components/responses/Invalid\#
        "},"default":{"$ref":"#/components/responses/Failed"}}}},"/purposes/{id}/explanation":\#
        {"parameters":[{"$ref":"#/components/parameters/PurposeOrGrant"},{"$ref":"#/components\#
        /parameters/Service"}],"get":{"operationId":"explainPurpose","tags":["exchange"],"summ\#
        ary":"What a purpose, or the purpose of a grant, may ask and see.","description":"For\#
         own services the field policy as it is applied; for services of others what the docum\#
        ent says whose digest the contract or the publication pins.","responses":{"200":{"desc\#
        ription":"The explanation, one element for each service that serves the purpose.","hea\#
        ders":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/PurposeExplanation"}}}},"400":{"$ref"\#
        :"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"5\#
        03":{"$ref":"#/components/responses/Unavailable"},"default":{"$ref":"#/components/resp\#
        onses/Failed"}}}},"/purposes/{id}/document":{"parameters":[{"$ref":"#/components/param\#
        eters/PurposeOrGrant"},{"$ref":"#/components/parameters/Service"}],"get":{"operationId\#
        ":"showPurposeDocument","tags":["exchange"],"summary":"The OpenAPI document of what a\#
         purpose, or the purpose of a grant, may ask and see.","responses":{"200":{"descriptio\#
        n":"The service's document, reduced to the field policy.","headers":{"API-Version":{"$\#
        ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":{"typ\#
        e":"object"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/compo\#
        nents/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"503":{"$r\#
        ef":"#/components/responses/Unavailable"},"default":{"$ref":"#/components/responses/Fa\#
        iled"}}}},"/deviations":{"get":{"operationId":"listDeviations","tags":["gateway"],"sum\#
        mary":"How payloads differed from documents that they are only measured against.","des\#
        cription":"Shapes and counts, never a value of a payload; bounded in number, what is b\#
        eyond is counted in `others`.","responses":{"200":{"$ref":"#/components/responses/Devi\#
        ations"},"400":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/componen\#
        ts/responses/Failed"}}}},"/deviations/clear":{"post":{"operationId":"clearDeviations",\#
        "tags":["gateway"],"summary":"Forgets what was counted of payloads that differed.","re\#
        sponses":{"200":{"$ref":"#/components/responses/Deviations"},"400":{"$ref":"#/componen\#
        ts/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/service\#
        s":{"get":{"operationId":"listServices","tags":["exchange"],"summary":"Own services an\#
        d those that the directories list, with their purposes.","responses":{"200":{"descript\#
        ion":"The services.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion\#
        "}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ServiceList"\#
        }}}},"400":{"$ref":"#/components/responses/Invalid"},"503":{"$ref":"#/components/respo\#
        nses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/services/{n\#
        ame}/publish":{"parameters":[{"name":"name","in":"path","required":true,"description":\#
        "The name of a configured service.","schema":{"$ref":"#/components/schemas/ServiceName\#
        "}}],"post":{"operationId":"publishService","tags":["exchange"],"summary":"Proposes a\#
         publication contract to every directory that the configuration names.","responses":{"\#
        201":{"description":"The contracts that were proposed.","headers":{"API-Version":{"$re\#
        f":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/ContractPage"}}}},"400":{"$ref":"#/components/responses/Invalid\#
        "},"404":{"$ref":"#/components/responses/NotFound"},"503":{"$ref":"#/components/respon\#
        ses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/services/{na\#
        me}/unpublish":{"parameters":[{"name":"name","in":"path","required":true,"description"\#
        :"The name of a service.","schema":{"$ref":"#/components/schemas/ServiceName"}}],"post\#
        ":{"operationId":"unpublishService","tags":["exchange"],"summary":"Revokes every contr\#
        act that publishes a service; connections to it stay.","responses":{"200":{"descriptio\#
        n":"The contracts that were revoked.","headers":{"API-Version":{"$ref":"#/components/h\#
        eaders/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/sch\#
        emas/ContractPage"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"\#
        #/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"de\#
        fault":{"$ref":"#/components/responses/Failed"}}}},"/log-entries":{"get":{"operationId\#
        ":"listLogEntries","tags":["log"],"summary":"Exchanges of the access log, newest first\#
        .","parameters":[{"name":"from","in":"query","description":"Not before this moment.","\#
        schema":{"type":"string","format":"date-time"}},{"name":"until","in":"query","descript\#
        ion":"Before this moment.","schema":{"type":"string","format":"date-time"}},{"$ref":"#\#
        /components/parameters/Peer"},{"$ref":"#/components/parameters/Service"},{"name":"purp\#
        ose","in":"query","description":"Only exchanges under this purpose.","schema":{"$ref":\#
        "#/components/schemas/PurposeID"}},{"name":"outcome","in":"query","description":"Only\#
         exchanges with this outcome.","schema":{"$ref":"#/components/schemas/Outcome"}},{"nam\#
        e":"transactionId","in":"query","description":"Only this exchange.","schema":{"type":"\#
        string","format":"uuid"}},{"$ref":"#/components/parameters/Limit"},{"$ref":"#/componen\#
        ts/parameters/Cursor"}],"responses":{"200":{"description":"A page of exchanges.","head\#
        ers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/ExchangePage"}}}},"400":{"$ref":"#/com\#
        ponents/responses/Invalid"},"503":{"$ref":"#/components/responses/Unavailable"},"defau\#
        lt":{"$ref":"#/components/responses/Failed"}}}},"/log-entries/{id}":{"get":{"operation\#
        Id":"showLogEntry","tags":["log"],"summary":"All entries of one exchange, with proofs\#
         that they are in the log.","parameters":[{"name":"id","in":"path","required":true,"de\#
        scription":"The transaction id.","schema":{"type":"string","format":"uuid"}}],"respons\#
        es":{"200":{"description":"The exchange.","headers":{"API-Version":{"$ref":"#/componen\#
        ts/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components\#
        /schemas/Exchange"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"\#
        #/components/responses/NotFound"},"default":{"$ref":"#/components/responses/Failed"}}}\#
        },"/status":{"get":{"operationId":"status","tags":["gateway"],"summary":"Whether the g\#
        ateway is ready, and why not.","responses":{"200":{"description":"The checks.","header\#
        s":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/\#
        json":{"schema":{"$ref":"#/components/schemas/Status"}}}},"400":{"$ref":"#/components/\#
        responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/reload":{"\#
        post":{"operationId":"reload","tags":["gateway"],"summary":"Reads certificates, keys,\#
         revocation lists, OpenAPI documents and field policies again.","responses":{"200":{"d\#
        escription":"What was read is in use.","headers":{"API-Version":{"$ref":"#/components/\#
        headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/sc\#
        hemas/Reload"}}}},"400":{"$ref":"#/components/responses/Invalid"},"409":{"$ref":"#/com\#
        ponents/responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}},"/o\#
        penapi.json":{"get":{"operationId":"openApiDocument","tags":["gateway"],"summary":"Thi\#
        s document.","responses":{"200":{"description":"This document as JSON.","headers":{"AP\#
        I-Version":{"$ref":"#/components/headers/ApiVersion"},"Access-Control-Allow-Origin":{"\#
        description":"Everybody may read it.","schema":{"type":"string","const":"*"}}},"conten\#
        t":{"application/json":{"schema":{"type":"object"}}}},"default":{"$ref":"#/components/\#
        responses/Failed"}}}}}
        """#
}
