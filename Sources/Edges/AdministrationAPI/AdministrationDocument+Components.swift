extension AdministrationDocument {
    static let components = #"""
        {"headers":{"ApiVersion":{"description":"The full version of the API.","required":true\#
        ,"schema":{"type":"string","examples":["1.0.0"]}}},"parameters":{"ContractHash":{"name\#
        ":"hash","in":"path","required":true,"description":"The content hash of a contract, pe\#
        rcent-encoded.","schema":{"$ref":"#/components/schemas/ContractHash"}},"Peer":{"name":\#
        "peer","in":"query","description":"Only what concerns this peer.","schema":{"$ref":"#/\#
        components/schemas/PeerID"}},"Service":{"name":"service","in":"query","description":"O\#
        nly what concerns the service of this name.","schema":{"$ref":"#/components/schemas/Se\#
        rviceName"}},"Limit":{"name":"limit","in":"query","description":"The most elements of\#
         the page.","schema":{"type":"integer","minimum":1,"maximum":1000,"default":100}},"Cur\#
        sor":{"name":"cursor","in":"query","description":"The `next` of an earlier page.","sch\#
        ema":{"type":"string","minLength":1,"maxLength":1024}},"Trial":{"name":"dryRun","in":"\#
        query","description":"Only tell what would change; nothing is changed.","schema":{"typ\#
        e":"boolean","default":false}},"PolicyDigest":{"name":"digest","in":"path","required":\#
        true,"description":"The SHA-256 of a field policy.","schema":{"$ref":"#/components/sch\#
        emas/Digest"}},"PurposeOrGrant":{"name":"id","in":"path","required":true,"description"\#
        :"The id of a purpose, or the hash of a grant that pins one, percent-encoded.","schema\#
        ":{"type":"string","minLength":1,"maxLength":200}}},"responses":{"Deviations":{"descri\#
        ption":"What was counted.","headers":{"API-Version":{"$ref":"#/components/headers/ApiV\#
        ersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Deviat\#
        ionList"}}}},"FieldPolicies":{"description":"The policy as it is now, and what that me\#
        ans for contracts.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"\#
        }},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/FieldPolicyLi\#
        st"}}}},"Contract":{"description":"The contract as it is now.","headers":{"API-Version\#
        ":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"schema":\#
        {"$ref":"#/components/schemas/Contract"}}}},"Invalid":{"description":"The request is w\#
        rong; `errors` names every fault.","headers":{"API-Version":{"$ref":"#/components/head\#
        ers/ApiVersion"}},"content":{"application/problem+json":{"schema":{"$ref":"#/component\#
        s/schemas/Problem"}}}},"NotFound":{"description":"What the request names does not exis\#
        t.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"a\#
        pplication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Conflic\#
        t":{"description":"The request does not fit the present state.","headers":{"API-Versio\#
        n":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/problem+json":{\#
        "schema":{"$ref":"#/components/schemas/Problem"}}}},"TooLarge":{"description":"The bod\#
        y is larger than one mebibyte.","headers":{"API-Version":{"$ref":"#/components/headers\#
        /ApiVersion"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/s\#
        chemas/Problem"}}}},"OtherMediaType":{"description":"The body is not `application/json\#
        `.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"a\#
        pplication/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Unavail\#
        able":{"description":"Something that is needed does not work now; try again.","headers\#
        ":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/p\#
        roblem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Failed":{"descripti\#
        on":"The call failed; the gateway's own log says why.","headers":{"API-Version":{"$ref\#
        ":"#/components/headers/ApiVersion"}},"content":{"application/problem+json":{"schema":\#
        {"$ref":"#/components/schemas/Problem"}}}}},"schemas":{"PeerID":{"type":"string","desc\#
        ription":"The identity of an organisation in the Group; an OIN as a rule.","minLength"\#
        :1,"maxLength":255,"examples":["00000099000000001000"]},"ServiceName":{"type":"string"\#
        ,"pattern":"^[a-zA-Z0-9._-]{1,100}$","examples":["personen"]},"PurposeID":{"type":"str\#
        ing","minLength":1,"maxLength":200,"examples":["https://doelen.example.org/parkeerverg\#
        unning"]},"ContractHash":{"type":"string","pattern":"^\\$1\\$1\\$[A-Za-z0-9_-]{86}$"},\#
        "GrantHash":{"type":"string","pattern":"^\\$1\\$[2-5]\\$[A-Za-z0-9_-]{86}$"},"Contract\#
        State":{"type":"string","enum":["proposed","valid","rejected","revoked","expired"]},"O\#
        utcome":{"type":"string","description":"`answered`: the service's answer reached the c\#
        lient; `refused`: by a rule, on record or as a denial; `failed`: it broke down on the\#
         way; `unknown`: the log holds no completion.","enum":["answered","refused","failed","\#
        unknown"]},"Purpose":{"type":"object","required":["id"],"properties":{"id":{"$ref":"#/\#
        components/schemas/PurposeID"},"label":{"type":"string"},"legal_basis":{"type":"string\#
        "},"legal_sources":{"type":"array","items":{"type":"string"}},"authorisation_reference\#
        ":{"type":"string"},"field_policy_sha256":{"type":"string","description":"The SHA-256\#
         of the provider's field policy, which the contract pins.","pattern":"^[0-9a-f]{64}$"}\#
        ,"document_sha256":{"type":"string","description":"The SHA-256 of the document that th\#
        e field policy leaves of the service's.","pattern":"^[0-9a-f]{64}$"},"contract_label":\#
        {"type":"string","description":"The label in the contract, where it is not that of the\#
         purpose that this organisation publishes; `label` is then the published one."},"contr\#
        act_legal_basis":{"type":"string","description":"The same for the legal basis."}}},"Co\#
        ntractProposal":{"type":"object","required":["peerID","service"],"additionalProperties\#
        ":false,"properties":{"peerID":{"description":"The provider.","$ref":"#/components/sch\#
        emas/PeerID"},"service":{"$ref":"#/components/schemas/ServiceName"},"purpose":{"descri\#
        ption":"One of the purposes that the provider published with the service.","$ref":"#/c\#
        omponents/schemas/PurposeID"},"days":{"type":"integer","description":"How many days th\#
        e contract is valid, from now.","minimum":1,"maximum":3650,"default":365},"notBefore":\#
        {"description":"The first moment of the contract; a minute ago when it is absent.","$r\#
        ef":"#/components/schemas/DateOrMoment"},"notAfter":{"description":"The end of the con\#
        tract, in place of `days`.","$ref":"#/components/schemas/DateOrMoment"},"grants":{"typ\#
        e":"array","description":"More connections in the same contract: to the same provider,\#
         by the same Outway. The alias is that of the first.","maxItems":9,"items":{"$ref":"#/\#
        components/schemas/FurtherGrant"}},"properties":{"type":"object","description":"Proper\#
        ties of extensions that the Group uses, for every grant of the contract. Those that th\#
        is gateway writes itself have members of their own."},"alias":{"description":"A name b\#
        y which clients call the grant; it follows renewals.","$ref":"#/components/schemas/Ali\#
        as"},"identification":{"type":"string","description":"How providers know our own Outwa\#
        y; by its domain name where the certificate has one.","enum":["domainName","publicKey"\#
        ]},"delegator":{"description":"The organisation on whose behalf the Outway calls; it m\#
        ust accept too.","$ref":"#/components/schemas/PeerID"},"outwayPeer":{"description":"Th\#
        e organisation whose Outway calls; absent for our own. Another's calls on our behalf."\#
        ,"$ref":"#/components/schemas/PeerID"},"outwayName":{"description":"The domain name in\#
         the Outway's certificate; required for the Outway of another.","type":"string","minLe\#
        ngth":1,"maxLength":255},"externalContract":{"description":"A contract outside FSC by\#
         which we call for an organisation that is no peer.","$ref":"#/components/schemas/Exte\#
        rnalContract"}}},"FurtherGrant":{"type":"object","required":["service"],"additionalPro\#
        perties":false,"properties":{"service":{"$ref":"#/components/schemas/ServiceName"},"pu\#
        rpose":{"$ref":"#/components/schemas/PurposeID"}}},"DateOrMoment":{"type":"string","de\#
        scription":"A moment by RFC 3339, or a date, which is its midnight in UTC.","pattern":\#
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt].+)?$"},"ExternalContract":{"type":"object","required\#
        ":["reference","delegatorID","delegatorName"],"additionalProperties":false,"properties\#
        ":{"reference":{"type":"string","minLength":1,"description":"Where the contract can be\#
         found."},"delegatorID":{"type":"string","minLength":1,"description":"The identity of\#
         that organisation."},"delegatorName":{"type":"string","minLength":1,"description":"It\#
        s name."}}},"Renewal":{"type":"object","additionalProperties":false,"properties":{"day\#
        s":{"type":"integer","description":"How many days the contract is valid, from now; abs\#
        ent for as long as the old one was.","minimum":1,"maximum":3650},"same":{"type":"boole\#
        an","description":"Take the purposes as the old contract has them, not as they are pub\#
        lished now."}}},"Differences":{"type":"object","required":["differences"],"properties"\#
        :{"differences":{"type":"array","items":{"$ref":"#/components/schemas/Difference"}}}},\#
        "Difference":{"type":"object","description":"What a renewed grant says otherwise than\#
         the old one.","required":["service","serviceProvider","words"],"properties":{"service\#
        ":{"$ref":"#/components/schemas/ServiceName"},"serviceProvider":{"$ref":"#/components/\#
        schemas/PeerID"},"purpose":{"type":"string"},"words":{"type":"array","description":"Wh\#
        at is written in other words, the period included.","items":{"type":"object","required\#
        ":["name"],"properties":{"name":{"type":"string"},"from":{"type":"string"},"to":{"type\#
        ":"string"}}}},"fields":{"type":"object","description":"What may be asked and seen oth\#
        erwise; absent where the policy is the same.","properties":{"added":{"type":"array","i\#
        tems":{"type":"string"}},"removed":{"type":"array","items":{"type":"string"}},"changed\#
        ":{"type":"array","items":{"type":"string"}}}},"unknown":{"type":"string","description\#
        ":"Why it cannot be told which fields differ."}}},"Digest":{"type":"string","pattern":\#
        "^[0-9a-f]{64}$"},"Reason":{"type":"object","additionalProperties":false,"properties":\#
        {"reason":{"$ref":"#/components/schemas/ReasonText"}}},"RequiredReason":{"type":"objec\#
        t","required":["reason"],"additionalProperties":false,"properties":{"reason":{"$ref":"\#
        #/components/schemas/ReasonText"}}},"ReasonText":{"type":"string","description":"Why,\#
         for the record; never a citizen's number.","minLength":1,"maxLength":400},"FieldPolic\#
        yList":{"type":"object","required":["policies"],"properties":{"policies":{"type":"arra\#
        y","items":{"$ref":"#/components/schemas/FieldPolicy"}},"contracts":{"type":"array","d\#
        escription":"What a change means for contracts, a sentence each.","items":{"type":"str\#
        ing"}},"message":{"type":"string"}}},"FieldPolicy":{"type":"object","required":["diges\#
        t","service","purpose","label","isPublished","contracts"],"properties":{"digest":{"$re\#
        f":"#/components/schemas/Digest"},"service":{"$ref":"#/components/schemas/ServiceName"\#
        },"purpose":{"type":"string"},"label":{"type":"string"},"isPublished":{"type":"boolean\#
        ","description":"Whether new contracts may pin it."},"contracts":{"type":"integer","mi\#
        nimum":0,"description":"How many contracts in force pin it."},"peers":{"type":"array",\#
        "description":"Whose contracts these are.","items":{"$ref":"#/components/schemas/PeerI\#
        D"}},"withdrawn":{"type":"object","required":["reason","person","at"],"properties":{"r\#
        eason":{"type":"string"},"person":{"type":"string"},"at":{"type":"string","format":"da\#
        te-time"}}}}},"Alias":{"type":"string","pattern":"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\#
        $"},"Grant":{"type":"object","required":["hash","type","service"],"properties":{"hash"\#
        :{"$ref":"#/components/schemas/GrantHash"},"type":{"type":"string","enum":["GRANT_TYPE\#
        _SERVICE_PUBLICATION","GRANT_TYPE_SERVICE_CONNECTION","GRANT_TYPE_DELEGATED_SERVICE_CO\#
        NNECTION","GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION"]},"service":{"$ref":"#/components\#
        /schemas/ServiceName"},"serviceProvider":{"$ref":"#/components/schemas/PeerID"},"outwa\#
        yPeer":{"$ref":"#/components/schemas/PeerID"},"directory":{"$ref":"#/components/schema\#
        s/PeerID"},"outwayIdentification":{"type":"string","description":"Which certificates o\#
        f the Outway may use it."},"protocol":{"$ref":"#/components/schemas/Protocol"},"delega\#
        tor":{"$ref":"#/components/schemas/PeerID"},"purpose":{"$ref":"#/components/schemas/Pu\#
        rpose"},"aliases":{"type":"array","description":"The names by which clients call it.",\#
        "items":{"$ref":"#/components/schemas/Alias"}}}},"Protocol":{"type":"string","enum":["\#
        PROTOCOL_TCP_HTTP_1.1","PROTOCOL_TCP_HTTP_2"]},"Signature":{"type":"object","required"\#
        :["peerID","type","signedAt"],"properties":{"peerID":{"$ref":"#/components/schemas/Pee\#
        rID"},"type":{"type":"string","enum":["accept","reject","revoke"]},"signedAt":{"type":\#
        "string","format":"date-time"}}},"Distribution":{"type":"object","description":"A mess\#
        age about the contract that a peer must still get.","required":["peerID","message","st\#
        ate","attempts"],"properties":{"contract":{"$ref":"#/components/schemas/ContractHash"}\#
        ,"peerID":{"$ref":"#/components/schemas/PeerID"},"message":{"type":"string","enum":["c\#
        ontract","accept","reject","revoke"]},"state":{"type":"string","enum":["waiting","deli\#
        vered"]},"attempts":{"type":"integer","minimum":0,"description":"How many attempts fai\#
        led."},"nextAttempt":{"type":"string","format":"date-time"},"lastError":{"type":"strin\#
        g","description":"Why the last attempt failed, in one sentence."}}},"DistributionList"\#
        :{"type":"object","required":["distributions"],"properties":{"distributions":{"type":"\#
        array","items":{"$ref":"#/components/schemas/Distribution"}},"judged":{"type":"boolean\#
        ","description":"Whether the decision hook is asked about the contract again."}}},"Con\#
        tract":{"type":"object","required":["hash","state","notBefore","notAfter","peers","gra\#
        nts","signatures"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash"},"\#
        state":{"$ref":"#/components/schemas/ContractState"},"createdAt":{"type":"string","for\#
        mat":"date-time"},"notBefore":{"type":"string","format":"date-time"},"notAfter":{"type\#
        ":"string","format":"date-time"},"peers":{"type":"array","items":{"$ref":"#/components\#
        /schemas/PeerID"}},"grants":{"type":"array","items":{"$ref":"#/components/schemas/Gran\#
        t"}},"signatures":{"type":"array","items":{"$ref":"#/components/schemas/Signature"}},"\#
        group":{"type":"string"},"own":{"description":"This organisation.","$ref":"#/component\#
        s/schemas/PeerID"},"waitingForUs":{"type":"boolean","description":"Whether our accept\#
         is missing."},"waitingFor":{"type":"array","description":"The peers whose accept is m\#
        issing.","items":{"$ref":"#/components/schemas/PeerID"}},"judgement":{"type":"object",\#
        "description":"Why the contract waits for us.","required":["wait","reason","since"],"p\#
        roperties":{"wait":{"type":"string","description":"`person`: no rule accepts it; `hook\#
        `: the decision hook is being asked; `hookFailed`: it could not be asked; `hookDenied`\#
        : it said no.","enum":["person","hook","hookFailed","hookDenied"]},"reason":{"type":"s\#
        tring"},"since":{"type":"string","format":"date-time"}}},"differences":{"type":"array"\#
        ,"description":"What a renewal says otherwise than the contract that it follows; in it\#
        s answer only.","items":{"$ref":"#/components/schemas/Difference"}},"sameAccess":{"typ\#
        e":"array","description":"The other contracts that give the same peer access to the sa\#
        me service for the same purpose; in the answer to a revocation or rejection only.","it\#
        ems":{"type":"object","required":["hash","state","notAfter"],"properties":{"hash":{"$r\#
        ef":"#/components/schemas/ContractHash"},"state":{"$ref":"#/components/schemas/Contrac\#
        tState"},"notAfter":{"type":"string","format":"date-time"},"aliases":{"type":"array","\#
        items":{"$ref":"#/components/schemas/Alias"}}}}},"approvals":{"type":"array","descript\#
        ion":"Who has accepted it, where a second person must.","items":{"type":"string"}},"ob\#
        stacles":{"type":"array","description":"What keeps the contract from serving here, whe\#
        re this organisation is the provider: a service or purpose that is not offered, anothe\#
        r field policy or document than is published, the same grant twice. It is accepted wit\#
        h `force=true` only, and never by a rule or hook.","items":{"type":"string"}},"distrib\#
        utions":{"type":"array","items":{"$ref":"#/components/schemas/Distribution"}}}},"Contr\#
        actPage":{"type":"object","required":["contracts"],"properties":{"contracts":{"type":"\#
        array","items":{"$ref":"#/components/schemas/Contract"}},"next":{"type":"string","desc\#
        ription":"The `cursor` of the next page; absent on the last one."}}},"Peer":{"type":"o\#
        bject","required":["id","name"],"properties":{"id":{"$ref":"#/components/schemas/PeerI\#
        D"},"name":{"type":"string"},"managerAddress":{"type":"string","format":"uri"},"seenAt\#
        ":{"type":"string","format":"date-time"},"contracts":{"type":"array","description":"Th\#
        e contracts with it; for one peer only.","items":{"type":"object","required":["hash","\#
        state"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash"},"state":{"$r\#
        ef":"#/components/schemas/ContractState"},"services":{"type":"array","items":{"$ref":"\#
        #/components/schemas/ServiceName"}},"notAfter":{"type":"string","format":"date-time"}}\#
        }},"distributions":{"type":"array","description":"What it must still get; for one peer\#
         only.","items":{"$ref":"#/components/schemas/Distribution"}}}},"PeerPage":{"type":"ob\#
        ject","required":["peers"],"properties":{"peers":{"type":"array","items":{"$ref":"#/co\#
        mponents/schemas/Peer"}},"next":{"type":"string","description":"The `cursor` of the ne\#
        xt page; absent on the last one."}}},"Service":{"type":"object","required":["name","pe\#
        erID","state"],"properties":{"name":{"$ref":"#/components/schemas/ServiceName"},"peerI\#
        D":{"$ref":"#/components/schemas/PeerID"},"peerName":{"type":"string"},"state":{"type"\#
        :"string","description":"`configured`: own, not published; `proposed`: own, not signed\#
         by a directory yet; `published`: own, listed by a directory; `listed`: of another pee\#
        r.","enum":["configured","proposed","published","listed"]},"protocol":{"$ref":"#/compo\#
        nents/schemas/Protocol"},"directory":{"$ref":"#/components/schemas/PeerID"},"purposes"\#
        :{"type":"array","items":{"$ref":"#/components/schemas/Purpose"}}}},"PurposeList":{"ty\#
        pe":"object","required":["purposes"],"properties":{"purposes":{"type":"array","items":\#
        {"allOf":[{"$ref":"#/components/schemas/Purpose"},{"type":"object","properties":{"serv\#
        ices":{"type":"array","items":{"type":"object","required":["peerID","name"],"propertie\#
        s":{"peerID":{"$ref":"#/components/schemas/PeerID"},"name":{"$ref":"#/components/schem\#
        as/ServiceName"}}}}}}]}},"unreachable":{"$ref":"#/components/schemas/Unreachable"}}},"\#
        PurposeExplanation":{"type":"object","required":["purposes"],"properties":{"purposes":\#
        {"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/Purpose"},{"type":"obj\#
        ect","required":["peerID","service"],"properties":{"peerID":{"$ref":"#/components/sche\#
        mas/PeerID"},"service":{"$ref":"#/components/schemas/ServiceName"},"grant":{"$ref":"#/\#
        components/schemas/GrantHash"},"inForce":{"type":"boolean","description":"Whether requ\#
        ests by it are served, by the field policy that is pinned."},"isPublished":{"type":"bo\#
        olean","description":"Whether the field policy is the one that is published now."},"un\#
        known":{"type":"string","description":"Why it cannot be told what may be asked and see\#
        n."},"operations":{"type":"array","items":{"$ref":"#/components/schemas/PurposeOperati\#
        on"}}}}]}}}},"PurposeOperation":{"type":"object","description":"What may be asked of o\#
        ne operation and seen of its answers; places are JSON pointers with * and **.","requir\#
        ed":["id","method","path","summary","request","answer"],"properties":{"id":{"type":"st\#
        ring"},"method":{"type":"string"},"path":{"type":"string"},"summary":{"type":"string"}\#
        ,"request":{"type":"object","properties":{"values":{"type":"object","description":"The\#
         only values that a place may have."},"fields":{"type":"object","description":"Where f\#
        ields are asked for and from where they are counted."},"subjects":{"type":"array","ite\#
        ms":{"type":"object"},"description":"Where persons stand."},"parameters":{"type":"arra\#
        y","items":{"type":"string"}}}},"answer":{"type":"object","properties":{"allow":{"type\#
        ":"array","items":{"type":"string"}},"always":{"type":"array","items":{"type":"string"\#
        }},"errors":{"type":"array","items":{"type":"string"}},"subjects":{"type":"array","ite\#
        ms":{"type":"object"}},"headerFields":{"type":"array","items":{"type":"string"}},"opaq\#
        ue":{"type":"boolean","description":"Whether answers that are not JSON pass unread."}}\#
        }}},"DeviationList":{"type":"object","required":["deviations","others"],"properties":{\#
        "deviations":{"type":"array","items":{"$ref":"#/components/schemas/Deviation"}},"other\#
        s":{"type":"integer","minimum":0,"description":"Deviations of kinds beyond the bound."\#
        }}},"Deviation":{"type":"object","required":["side","mode","operation","direction","pa\#
        th","keyword","count","change","changeIsForSender","peers"],"properties":{"service":{"\#
        $ref":"#/components/schemas/ServiceName"},"document":{"type":"string","description":"T\#
        he SHA-256 of a provider's document."},"side":{"type":"string","enum":["provider","con\#
        sumer"]},"mode":{"type":"string","enum":["off","logOnly","enforce"]},"operation":{"typ\#
        e":"string"},"direction":{"type":"string","enum":["request","answer"]},"path":{"type":\#
        "string","description":"The place: * for any item, ? for a member that is not declared\#
        ."},"keyword":{"type":"string"},"seen":{"type":"string","description":"The kind of val\#
        ue that was seen, where the type is what is wrong."},"schema":{"type":"string","descri\#
        ption":"The place of the keyword in the service's document."},"count":{"type":"integer\#
        ","minimum":1},"change":{"type":"string","description":"The smallest change that would\#
         end the deviation."},"changeIsForSender":{"type":"boolean","description":"Whether no\#
         schema can describe what was sent."},"peers":{"type":"array","description":"Who break\#
        s when it is enforced, the most frequent first.","items":{"type":"object","required":[\#
        "peerID","count"],"properties":{"peerID":{"type":["string","null"]},"count":{"type":"i\#
        nteger","minimum":1}}}}}},"Unreachable":{"type":"array","description":"The directories\#
         that could not be asked, with the reason.","items":{"type":"object","required":["dire\#
        ctory","reason"],"properties":{"directory":{"$ref":"#/components/schemas/PeerID"},"rea\#
        son":{"type":"string"}}}},"ServiceList":{"type":"object","required":["services"],"prop\#
        erties":{"services":{"type":"array","items":{"$ref":"#/components/schemas/Service"}},"\#
        unreachable":{"$ref":"#/components/schemas/Unreachable"}}},"ExchangeSummary":{"type":"\#
        object","required":["startedAt","outcome"],"properties":{"transactionID":{"type":"stri\#
        ng","format":"uuid","description":"Absent where a request was denied before it had one\#
        ."},"startedAt":{"type":"string","format":"date-time"},"direction":{"type":"string","e\#
        num":["incoming","outgoing"]},"peerID":{"$ref":"#/components/schemas/PeerID"},"service\#
        ":{"$ref":"#/components/schemas/ServiceName"},"grant":{"$ref":"#/components/schemas/Gr\#
        antHash"},"delegator":{"description":"The organisation on whose behalf the Outway call\#
        ed.","$ref":"#/components/schemas/PeerID"},"serviceDelegator":{"description":"The orga\#
        nisation on whose behalf the service is offered.","$ref":"#/components/schemas/PeerID"\#
        },"purpose":{"$ref":"#/components/schemas/PurposeID"},"outcome":{"$ref":"#/components/\#
        schemas/Outcome"},"status":{"type":"integer","description":"The HTTP status that was a\#
        nswered."},"reason":{"type":"string","description":"Why it was refused, as a code."},"\#
        client":{"type":"string","description":"The client of the Outway, by its configured na\#
        me."},"count":{"type":"integer","description":"How many refusals alike this entry stan\#
        ds for, when more than one."}}},"ExchangePage":{"type":"object","required":["exchanges\#
        "],"properties":{"exchanges":{"type":"array","items":{"$ref":"#/components/schemas/Exc\#
        hangeSummary"}},"next":{"type":"string","description":"The `cursor` of the next page;\#
         absent on the last one."}}},"LogEntry":{"type":"object","required":["kind","index","w\#
        rittenAt","leafHash","proof"],"properties":{"kind":{"type":"string","enum":["REQ","DIS\#
        CLOSED","FIN","DENIAL"]},"index":{"type":"integer","description":"The place in the log\#
        .","minimum":0},"writtenAt":{"type":"string","format":"date-time"},"leafHash":{"type":\#
        "string","description":"RFC 6962's leaf hash in hexadecimal.","pattern":"^[0-9a-f]{64}\#
        $"},"fields":{"type":"object","description":"What the entry says; subjects only as pse\#
        udonyms."},"proof":{"$ref":"#/components/schemas/InclusionProof"}}},"InclusionProof":{\#
        "type":"object","required":["verified","treeSize","rootHash","hashes"],"properties":{"\#
        verified":{"type":"boolean","description":"Whether the gateway has checked the proof a\#
        gainst its own checkpoint."},"treeSize":{"type":"integer","minimum":1},"rootHash":{"ty\#
        pe":"string","pattern":"^[0-9a-f]{64}$"},"hashes":{"type":"array","items":{"type":"str\#
        ing","pattern":"^[0-9a-f]{64}$"}}}},"Exchange":{"type":"object","required":["transacti\#
        onID","outcome","entries","proof"],"properties":{"transactionID":{"type":"string","for\#
        mat":"uuid"},"outcome":{"$ref":"#/components/schemas/Outcome"},"entries":{"type":"arra\#
        y","items":{"$ref":"#/components/schemas/LogEntry"}},"proof":{"type":"object","descrip\#
        tion":"All proofs of the entries together.","required":["verified"],"properties":{"ver\#
        ified":{"type":"boolean"},"checkpoint":{"type":"string","description":"The signed note\#
         that the proofs lead to."}}}}},"Status":{"type":"object","required":["ready","checks"\#
        ],"properties":{"ready":{"type":"boolean"},"version":{"type":"string"},"checks":{"type\#
        ":"array","items":{"type":"object","required":["name","state","passes","detail"],"prop\#
        erties":{"name":{"type":"string"},"state":{"type":"string","enum":["pass","warn","fail\#
        "],"description":"Whether it holds; whether only some partner is kept out or somebody\#
         should act; whether the gateway cannot serve."},"passes":{"type":"boolean","descripti\#
        on":"Whether the state is not fail."},"detail":{"type":"string"}}}},"refusedHandshakes\#
        ":{"type":"array","description":"The peers that were refused in their handshakes since\#
         the start, the latest first, 50 at most. Nothing that a certificate says of itself is\#
         proven.","items":{"type":"object","required":["reason","address","count","last"],"pro\#
        perties":{"reason":{"type":"string"},"address":{"type":"string"},"listener":{"type":"s\#
        tring"},"count":{"type":"integer","minimum":1},"last":{"type":"string","format":"date-\#
        time"},"peerID":{"type":"string"},"subject":{"type":"string"},"issuer":{"type":"string\#
        "},"serialNumber":{"type":"string","description":"In hexadecimal."}}}},"distributions"\#
        :{"type":"integer","minimum":0,"description":"How many messages wait for peers."},"res\#
        tored":{"type":"object","description":"Only while the gateway knows that its state is\#
         older than the world, as after a copy was put back: contracts with the peers that are\#
         missing are held.","required":["reason","since","missing"],"properties":{"reason":{"t\#
        ype":"string","description":"How that was noticed."},"since":{"type":"string","format"\#
        :"date-time"},"missing":{"type":"array","description":"The peers that have not told ye\#
        t what they hold.","items":{"$ref":"#/components/schemas/PeerID"}}}},"documents":{"typ\#
        e":"array","description":"The OpenAPI documents that payloads are checked by.","items"\#
        :{"type":"object","required":["title","operations","bytes"],"properties":{"service":{"\#
        $ref":"#/components/schemas/ServiceName"},"document":{"type":"string","description":"T\#
        he SHA-256 of a provider's document."},"title":{"type":"string"},"operations":{"type":\#
        "integer","minimum":0},"bytes":{"type":"integer","minimum":0,"description":"The memory\#
         that the compiled schemas take, about."}}}},"warnings":{"type":"array","description":\#
        "What ends within 90, 30 or 7 days, or has ended; the nearest first.","items":{"type":\#
        "object","required":["kind","subject","ends","days","level","mend"],"properties":{"kin\#
        d":{"type":"string","enum":["certificate","anchor","revocationList","contract"]},"subj\#
        ect":{"type":"string"},"ends":{"type":"string","format":"date-time"},"days":{"type":"i\#
        nteger","minimum":0},"level":{"type":"integer","enum":[0,7,30,90]},"exchangesPerDay":{\#
        "type":"integer","description":"How many exchanges depend on it, by the last seven day\#
        s of the log.","minimum":0},"atLeast":{"type":"boolean","description":"Whether there w\#
        ere more than were counted."},"mend":{"type":"string"}}}}}},"Reload":{"type":"object",\#
        "required":["message"],"properties":{"message":{"type":"string","description":"What wa\#
        s read, and what of it is in force."},"changes":{"type":"array","description":"The pla\#
        ces of the configuration, and the files it names, that are other than before.","items"\#
        :{"type":"string"}},"contracts":{"type":"array","description":"Which contracts of whic\#
        h peers change, and how, a sentence each.","items":{"type":"string"}},"restart":{"type\#
        ":"string","description":"What the configuration file says that only a restart puts in\#
         force; absent when there is nothing."}}},"Problem":{"type":"object","required":["type\#
        ","title","status","detail"],"properties":{"type":{"type":"string","format":"uri-refer\#
        ence"},"title":{"type":"string"},"status":{"type":"integer","minimum":400,"maximum":59\#
        9},"detail":{"type":"string"},"errors":{"type":"array","items":{"type":"object","requi\#
        red":["in","location","detail"],"properties":{"in":{"type":"string","enum":["path","qu\#
        ery","body"]},"location":{"type":"object","properties":{"name":{"type":"string"},"poin\#
        ter":{"type":"string"}}},"detail":{"type":"string"}}}}}}}}
        """#
}
