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
        ":"Refuses a proposed contract for good.","requestBody":{"description":"Why, for the r\#
        ecord; may be absent.","content":{"application/json":{"schema":{"$ref":"#/components/s\#
        chemas/Reason"}}}},"responses":{"200":{"$ref":"#/components/responses/Contract"},"400"\#
        :{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFo\#
        und"},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/components\#
        /responses/Failed"}}}},"/contracts/{hash}/revoke":{"parameters":[{"$ref":"#/components\#
        /parameters/ContractHash"}],"put":{"operationId":"revokeContract","tags":["contracts"]\#
        ,"summary":"Ends a contract for good.","requestBody":{"description":"Why, for the reco\#
        rd; may be absent.","content":{"application/json":{"schema":{"$ref":"#/components/sche\#
        mas/Reason"}}}},"responses":{"200":{"$ref":"#/components/responses/Contract"},"400":{"\#
        $ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound\#
        "},"409":{"$ref":"#/components/responses/Conflict"},"default":{"$ref":"#/components/re\#
        sponses/Failed"}}}},"/contracts/{hash}/renew":{"parameters":[{"$ref":"#/components/par\#
        ameters/ContractHash"}],"post":{"operationId":"renewContract","tags":["contracts"],"su\#
        mmary":"Proposes the grants of a contract again, for a new period from now.","descript\#
        ion":"Purposes are taken as their providers publish them now; `differences` of the ans\#
        wer tells what that changes. The new contract has other hashes. Aliases move to it onc\#
        e every peer has accepted it; the old one stays in force until its own end.","paramete\#
        rs":[{"$ref":"#/components/parameters/Trial"}],"requestBody":{"required":true,"content\#
        ":{"application/json":{"schema":{"$ref":"#/components/schemas/Renewal"}}}},"responses"\#
        :{"201":{"description":"The contract is proposed.","headers":{"API-Version":{"$ref":"#\#
        /components/headers/ApiVersion"},"Location":{"description":"The path of the contract."\#
        ,"schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Contract"}}}},"200":{"description":"What would be proposed, as a trial."\#
        ,"headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"appl\#
        ication/json":{"schema":{"$ref":"#/components/schemas/Differences"}}}},"400":{"$ref":"\#
        #/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"409\#
        ":{"$ref":"#/components/responses/Conflict"},"503":{"$ref":"#/components/responses/Una\#
        vailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/contracts/{hash}/re\#
        try":{"parameters":[{"$ref":"#/components/parameters/ContractHash"}],"post":{"operatio\#
        nId":"retryContract","tags":["contracts"],"summary":"Sends at once what peers must sti\#
        ll get about a contract.","responses":{"200":{"description":"What waits.","headers":{"\#
        API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json"\#
        :{"schema":{"$ref":"#/components/schemas/DistributionList"}}}},"400":{"$ref":"#/compon\#
        ents/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"default":{"\#
        $ref":"#/components/responses/Failed"}}}},"/distributions":{"get":{"operationId":"list\#
        Distributions","tags":["contracts"],"summary":"Everything that peers must still get, w\#
        ith attempts and the last error.","responses":{"200":{"description":"What waits.","hea\#
        ders":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"applicati\#
        on/json":{"schema":{"$ref":"#/components/schemas/DistributionList"}}}},"400":{"$ref":"\#
        #/components/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}}\#
        ,"/distributions/retry":{"post":{"operationId":"retryDistributions","tags":["contracts\#
        "],"summary":"Sends at once everything that peers must still get.","responses":{"200":\#
        {"description":"What waits.","headers":{"API-Version":{"$ref":"#/components/headers/Ap\#
        iVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Dist\#
        ributionList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#\#
        /components/responses/Failed"}}}},"/peers":{"get":{"operationId":"listPeers","tags":["\#
        exchange"],"summary":"The peers that announced themselves or share a contract.","param\#
        eters":[{"$ref":"#/components/parameters/Limit"},{"$ref":"#/components/parameters/Curs\#
        or"}],"responses":{"200":{"description":"A page of peers, by peer id.","headers":{"API\#
        -Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"\#
        schema":{"$ref":"#/components/schemas/PeerPage"}}}},"400":{"$ref":"#/components/respon\#
        ses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/peers/{id}":{"pa\#
        rameters":[{"name":"id","in":"path","required":true,"description":"The identity of a p\#
        eer.","schema":{"$ref":"#/components/schemas/PeerID"}}],"get":{"operationId":"showPeer\#
        ","tags":["exchange"],"summary":"A peer, the contracts with it and what it must still\#
         get.","responses":{"200":{"description":"The peer.","headers":{"API-Version":{"$ref":\#
        "#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#\#
        /components/schemas/Peer"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"\#
        $ref":"#/components/responses/NotFound"},"default":{"$ref":"#/components/responses/Fai\#
        led"}}}},"/purposes":{"get":{"operationId":"listPurposes","tags":["exchange"],"summary\#
        ":"The purposes for which own and listed services may be queried.","responses":{"200":\#
        {"description":"The purposes.","headers":{"API-Version":{"$ref":"#/components/headers/\#
        ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pu\#
        rposeList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/co\#
        mponents/responses/Failed"}}}},"/purposes/{id}/explanation":{"parameters":[{"$ref":"#/\#
        components/parameters/PurposeOrGrant"},{"$ref":"#/components/parameters/Service"}],"ge\#
        t":{"operationId":"explainPurpose","tags":["exchange"],"summary":"What a purpose, or t\#
        he purpose of a grant, may ask and see.","description":"For own services the field pol\#
        icy as it is applied; for services of others what the document says whose digest the c\#
        ontract or the publication pins.","responses":{"200":{"description":"The explanation,\#
         one element for each service that serves the purpose.","headers":{"API-Version":{"$re\#
        f":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref"\#
        :"#/components/schemas/PurposeExplanation"}}}},"400":{"$ref":"#/components/responses/I\#
        nvalid"},"404":{"$ref":"#/components/responses/NotFound"},"503":{"$ref":"#/components/\#
        responses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/purpos\#
        es/{id}/document":{"parameters":[{"$ref":"#/components/parameters/PurposeOrGrant"},{"$\#
        ref":"#/components/parameters/Service"}],"get":{"operationId":"showPurposeDocument","t\#
        ags":["exchange"],"summary":"The OpenAPI document of what a purpose, or the purpose of\#
         a grant, may ask and see.","responses":{"200":{"description":"The service's document,\#
         reduced to the field policy.","headers":{"API-Version":{"$ref":"#/components/headers/\#
        ApiVersion"}},"content":{"application/json":{"schema":{"type":"object"}}}},"400":{"$re\#
        f":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},\#
        "409":{"$ref":"#/components/responses/Conflict"},"503":{"$ref":"#/components/responses\#
        /Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/field-policies"\#
        :{"get":{"operationId":"listFieldPolicies","tags":["exchange"],"summary":"The field po\#
        licies of own services that are published, pinned or withdrawn.","responses":{"200":{"\#
        description":"The policies, one element for each service that each was published with.\#
        ","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"app\#
        lication/json":{"schema":{"$ref":"#/components/schemas/FieldPolicyList"}}}},"400":{"$r\#
        ef":"#/components/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed\#
        "}}}},"/field-policies/{digest}/withdraw":{"parameters":[{"$ref":"#/components/paramet\#
        ers/PolicyDigest"}],"put":{"operationId":"withdrawFieldPolicy","tags":["exchange"],"su\#
        mmary":"Lets a field policy serve no contract any more; contracts that pin it are refu\#
        sed.","parameters":[{"$ref":"#/components/parameters/Trial"}],"requestBody":{"required\#
        ":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RequiredR\#
        eason"}}}},"responses":{"200":{"$ref":"#/components/responses/FieldPolicies"},"400":{"\#
        $ref":"#/components/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound\#
        "},"409":{"$ref":"#/components/responses/Conflict"},"503":{"$ref":"#/components/respon\#
        ses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/field-polici\#
        es/{digest}/reinstate":{"parameters":[{"$ref":"#/components/parameters/PolicyDigest"}]\#
        ,"put":{"operationId":"reinstateFieldPolicy","tags":["exchange"],"summary":"Takes the\#
         withdrawal of a field policy back.","parameters":[{"$ref":"#/components/parameters/Tr\#
        ial"}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":\#
        "#/components/schemas/RequiredReason"}}}},"responses":{"200":{"$ref":"#/components/res\#
        ponses/FieldPolicies"},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"\#
        #/components/responses/NotFound"},"409":{"$ref":"#/components/responses/Conflict"},"50\#
        3":{"$ref":"#/components/responses/Unavailable"},"default":{"$ref":"#/components/respo\#
        nses/Failed"}}}},"/deviations":{"get":{"operationId":"listDeviations","tags":["gateway\#
        "],"summary":"How payloads differed from documents that they are only measured against\#
        .","description":"Shapes and counts, never a value of a payload; bounded in number, wh\#
        at is beyond is counted in `others`.","responses":{"200":{"$ref":"#/components/respons\#
        es/Deviations"},"400":{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/c\#
        omponents/responses/Failed"}}}},"/deviations/clear":{"post":{"operationId":"clearDevia\#
        tions","tags":["gateway"],"summary":"Forgets what was counted of payloads that differe\#
        d.","responses":{"200":{"$ref":"#/components/responses/Deviations"},"400":{"$ref":"#/c\#
        omponents/responses/Invalid"},"default":{"$ref":"#/components/responses/Failed"}}}},"/\#
        services":{"get":{"operationId":"listServices","tags":["exchange"],"summary":"Own serv\#
        ices and those that the directories list, with their purposes.","responses":{"200":{"d\#
        escription":"The services.","headers":{"API-Version":{"$ref":"#/components/headers/Api\#
        Version"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Servi\#
        ceList"}}}},"400":{"$ref":"#/components/responses/Invalid"},"503":{"$ref":"#/component\#
        s/responses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/serv\#
        ices/{name}/publish":{"parameters":[{"name":"name","in":"path","required":true,"descri\#
        ption":"The name of a configured service.","schema":{"$ref":"#/components/schemas/Serv\#
        iceName"}}],"post":{"operationId":"publishService","tags":["exchange"],"summary":"Prop\#
        oses a publication contract to every directory that the configuration names.","paramet\#
        ers":[{"name":"delegator","in":"query","description":"The organisation on whose behalf\#
         the service is offered; it must accept too.","schema":{"$ref":"#/components/schemas/P\#
        eerID"}}],"responses":{"201":{"description":"The contracts that were proposed.","heade\#
        rs":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application\#
        /json":{"schema":{"$ref":"#/components/schemas/ContractPage"}}}},"400":{"$ref":"#/comp\#
        onents/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"503":{"$r\#
        ef":"#/components/responses/Unavailable"},"default":{"$ref":"#/components/responses/Fa\#
        iled"}}}},"/services/{name}/unpublish":{"parameters":[{"name":"name","in":"path","requ\#
        ired":true,"description":"The name of a service.","schema":{"$ref":"#/components/schem\#
        as/ServiceName"}}],"post":{"operationId":"unpublishService","tags":["exchange"],"summa\#
        ry":"Revokes every contract that publishes a service; connections to it stay.","respon\#
        ses":{"200":{"description":"The contracts that were revoked.","headers":{"API-Version"\#
        :{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":{\#
        "$ref":"#/components/schemas/ContractPage"}}}},"400":{"$ref":"#/components/responses/I\#
        nvalid"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"#/components/\#
        responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}},"/log-entri\#
        es":{"get":{"operationId":"listLogEntries","tags":["log"],"summary":"Exchanges of the\#
         access log, newest first.","parameters":[{"name":"from","in":"query","description":"N\#
        ot before this moment.","schema":{"type":"string","format":"date-time"}},{"name":"unti\#
        l","in":"query","description":"Before this moment.","schema":{"type":"string","format"\#
        :"date-time"}},{"$ref":"#/components/parameters/Peer"},{"$ref":"#/components/parameter\#
        s/Service"},{"name":"purpose","in":"query","description":"Only exchanges under this pu\#
        rpose.","schema":{"$ref":"#/components/schemas/PurposeID"}},{"name":"outcome","in":"qu\#
        ery","description":"Only exchanges with this outcome.","schema":{"$ref":"#/components/\#
        schemas/Outcome"}},{"name":"transactionId","in":"query","description":"Only this excha\#
        nge.","schema":{"type":"string","format":"uuid"}},{"$ref":"#/components/parameters/Lim\#
        it"},{"$ref":"#/components/parameters/Cursor"}],"responses":{"200":{"description":"A p\#
        age of exchanges.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}\#
        },"content":{"application/json":{"schema":{"$ref":"#/components/schemas/ExchangePage"}\#
        }}},"400":{"$ref":"#/components/responses/Invalid"},"503":{"$ref":"#/components/respon\#
        ses/Unavailable"},"default":{"$ref":"#/components/responses/Failed"}}}},"/log-entries/\#
        {id}":{"get":{"operationId":"showLogEntry","tags":["log"],"summary":"All entries of on\#
        e exchange, with proofs that they are in the log.","parameters":[{"name":"id","in":"pa\#
        th","required":true,"description":"The transaction id.","schema":{"type":"string","for\#
        mat":"uuid"}}],"responses":{"200":{"description":"The exchange.","headers":{"API-Versi\#
        on":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema\#
        ":{"$ref":"#/components/schemas/Exchange"}}}},"400":{"$ref":"#/components/responses/In\#
        valid"},"404":{"$ref":"#/components/responses/NotFound"},"default":{"$ref":"#/componen\#
        ts/responses/Failed"}}}},"/status":{"get":{"operationId":"status","tags":["gateway"],"\#
        summary":"Whether the gateway is ready, and why not.","responses":{"200":{"description\#
        ":"The checks.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"\#
        content":{"application/json":{"schema":{"$ref":"#/components/schemas/Status"}}}},"400"\#
        :{"$ref":"#/components/responses/Invalid"},"default":{"$ref":"#/components/responses/F\#
        ailed"}}}},"/reload":{"post":{"operationId":"reload","tags":["gateway"],"summary":"Put\#
        s in force what the configuration file and all that it names say now.","description":"\#
        All or nothing: with one problem nothing is changed. Requests under way end by what th\#
        ey began with.","parameters":[{"$ref":"#/components/parameters/Trial"}],"responses":{"\#
        200":{"description":"What was read is in use.","headers":{"API-Version":{"$ref":"#/com\#
        ponents/headers/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Reload"}}}},"400":{"$ref":"#/components/responses/Invalid"},"409":{"$ref\#
        ":"#/components/responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"\#
        }}}},"/trust/older-lists":{"post":{"operationId":"acceptOlderList","tags":["gateway"],\#
        "summary":"Puts a revocation list in force that a source gives and that is older than\#
         the one in force.","description":"For an authority that began its numbers anew. The l\#
        ist must be signed by the authority. The action and its reason are in the access log b\#
        efore it takes effect.","requestBody":{"required":true,"content":{"application/json":{\#
        "schema":{"type":"object","additionalProperties":false,"required":["issuer","reason"],\#
        "properties":{"issuer":{"type":"string","minLength":1,"maxLength":500,"description":"T\#
        he name of the authority as status shows it."},"reason":{"type":"string","minLength":1\#
        ,"maxLength":500}}}}}},"responses":{"200":{"description":"The list is in force.","head\#
        ers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"applicatio\#
        n/json":{"schema":{"$ref":"#/components/schemas/Reload"}}}},"400":{"$ref":"#/component\#
        s/responses/Invalid"},"404":{"$ref":"#/components/responses/NotFound"},"409":{"$ref":"\#
        #/components/responses/Conflict"},"default":{"$ref":"#/components/responses/Failed"}}}\#
        },"/backups":{"post":{"operationId":"beginBackup","tags":["gateway"],"summary":"Puts o\#
        n record that a backup of the data folder is made.","description":"`sluis backup` does\#
         so before it copies, and says how it ended. One that nobody ends stands as abandoned\#
         in the log when the gateway stops.","requestBody":{"required":true,"content":{"applic\#
        ation/json":{"schema":{"type":"object","additionalProperties":false,"required":["folde\#
        r"],"properties":{"folder":{"type":"string","minLength":1,"maxLength":500,"description\#
        ":"The folder that the copy is made in."}}}}}},"responses":{"200":{"description":"The\#
         backup is on record as begun.","headers":{"API-Version":{"$ref":"#/components/headers\#
        /ApiVersion"}},"content":{"application/json":{"schema":{"type":"object","required":["a\#
        ction"],"properties":{"action":{"type":"string","format":"uuid","description":"The ide\#
        ntity to end the backup by."}}}}}},"400":{"$ref":"#/components/responses/Invalid"},"50\#
        3":{"$ref":"#/components/responses/Unavailable"},"default":{"$ref":"#/components/respo\#
        nses/Failed"}}}},"/backups/{action}/done":{"parameters":[{"name":"action","in":"path",\#
        "required":true,"description":"The identity of a backup that was begun.","schema":{"ty\#
        pe":"string","format":"uuid"}}],"post":{"operationId":"endBackup","tags":["gateway"],"\#
        summary":"Puts on record that a backup was made.","responses":{"200":{"description":"T\#
        he end of the backup is on record.","headers":{"API-Version":{"$ref":"#/components/hea\#
        ders/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schem\#
        as/Reload"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/compon\#
        ents/responses/NotFound"},"503":{"$ref":"#/components/responses/Unavailable"},"default\#
        ":{"$ref":"#/components/responses/Failed"}}}},"/backups/{action}/failed":{"parameters"\#
        :[{"name":"action","in":"path","required":true,"description":"The identity of a backup\#
         that was begun.","schema":{"type":"string","format":"uuid"}}],"post":{"operationId":"\#
        failBackup","tags":["gateway"],"summary":"Puts on record that a backup was not made, a\#
        nd why.","requestBody":{"required":true,"content":{"application/json":{"schema":{"type\#
        ":"object","additionalProperties":false,"required":["reason"],"properties":{"reason":{\#
        "type":"string","minLength":1,"maxLength":400}}}}}},"responses":{"200":{"description":\#
        "The end of the backup is on record.","headers":{"API-Version":{"$ref":"#/components/h\#
        eaders/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/sch\#
        emas/Reload"}}}},"400":{"$ref":"#/components/responses/Invalid"},"404":{"$ref":"#/comp\#
        onents/responses/NotFound"},"503":{"$ref":"#/components/responses/Unavailable"},"defau\#
        lt":{"$ref":"#/components/responses/Failed"}}}},"/openapi.json":{"get":{"operationId":\#
        "openApiDocument","tags":["gateway"],"summary":"This document.","responses":{"200":{"d\#
        escription":"This document as JSON.","headers":{"API-Version":{"$ref":"#/components/he\#
        aders/ApiVersion"},"Access-Control-Allow-Origin":{"description":"Everybody may read it\#
        .","schema":{"type":"string","const":"*"}}},"content":{"application/json":{"schema":{"\#
        type":"object"}}}},"default":{"$ref":"#/components/responses/Failed"}}}}}
        """#
}
