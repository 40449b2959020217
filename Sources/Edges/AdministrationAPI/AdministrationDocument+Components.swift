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
        ema":{"type":"string","minLength":1,"maxLength":1024}},"PurposeOrGrant":{"name":"id","\#
        in":"path","required":true,"description":"The id of a purpose, or the hash of a grant\#
         that pins one, percent-encoded.","schema":{"type":"string","minLength":1,"maxLength":\#
        200}}},"responses":{"Deviations":{"description":"What was counted.","headers":{"API-Ve\#
        rsion":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/json":{"sch\#
        ema":{"$ref":"#/components/schemas/DeviationList"}}}},"Contract":{"description":"The c\#
        ontract as it is now.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersi\#
        on"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Contract"}\#
        }}},"Invalid":{"description":"The request is wrong; `errors` names every fault.","head\#
        ers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"applicatio\#
        n/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"NotFound":{"desc\#
        ription":"What the request names does not exist.","headers":{"API-Version":{"$ref":"#/\#
        components/headers/ApiVersion"}},"content":{"application/problem+json":{"schema":{"$re\#
        f":"#/components/schemas/Problem"}}}},"Conflict":{"description":"The request does not\#
         fit the present state.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVer\#
        sion"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/\#
        Problem"}}}},"TooLarge":{"description":"The body is larger than one mebibyte.","header\#
        s":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/\#
        problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"OtherMediaType":{"\#
        description":"The body is not `application/json`.","headers":{"API-Version":{"$ref":"#\#
        /components/headers/ApiVersion"}},"content":{"application/problem+json":{"schema":{"$r\#
        ef":"#/components/schemas/Problem"}}}},"Unavailable":{"description":"Something that is\#
         needed does not work now; try again.","headers":{"API-Version":{"$ref":"#/components/\#
        headers/ApiVersion"}},"content":{"application/problem+json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Problem"}}}},"Failed":{"description":"The call failed; the gateway's own\#
         log says why.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"\#
        content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}\#
        }}}},"schemas":{"PeerID":{"type":"string","description":"The identity of an organisati\#
        on in the Group; an OIN as a rule.","minLength":1,"maxLength":255,"examples":["0000009\#
        9000000001000"]},"ServiceName":{"type":"string","pattern":"^[a-zA-Z0-9._-]{1,100}$","e\#
        xamples":["personen"]},"PurposeID":{"type":"string","minLength":1,"maxLength":200,"exa\#
        mples":["https://doelen.example.org/parkeervergunning"]},"ContractHash":{"type":"strin\#
        g","pattern":"^\\$1\\$1\\$[A-Za-z0-9_-]{86}$"},"GrantHash":{"type":"string","pattern":\#
        "^\\$1\\$[2-5]\\$[A-Za-z0-9_-]{86}$"},"ContractState":{"type":"string","enum":["propos\#
        ed","valid","rejected","revoked","expired"]},"Outcome":{"type":"string","description":\#
        "`answered`: the service's answer reached the client; `refused`: by a rule, on record\#
         or as a denial; `failed`: it broke down on the way; `unknown`: the log holds no compl\#
        etion.","enum":["answered","refused","failed","unknown"]},"Purpose":{"type":"object","\#
        required":["id"],"properties":{"id":{"$ref":"#/components/schemas/PurposeID"},"label":\#
        {"type":"string"},"legal_basis":{"type":"string"},"legal_sources":{"type":"array","ite\#
        ms":{"type":"string"}},"authorisation_reference":{"type":"string"},"field_policy_sha25\#
        6":{"type":"string","description":"The SHA-256 of the provider's field policy, which t\#
        he contract pins.","pattern":"^[0-9a-f]{64}$"},"document_sha256":{"type":"string","des\#
        cription":"The SHA-256 of the document that the field policy leaves of the service's."\#
        ,"pattern":"^[0-9a-f]{64}$"},"contract_label":{"type":"string","description":"The labe\#
        l in the contract, where it is not that of the purpose that this organisation publishe\#
        s; `label` is then the published one."},"contract_legal_basis":{"type":"string","descr\#
        iption":"The same for the legal basis."}}},"ContractProposal":{"type":"object","requir\#
        ed":["peerID","service"],"additionalProperties":false,"properties":{"peerID":{"descrip\#
        tion":"The provider.","$ref":"#/components/schemas/PeerID"},"service":{"$ref":"#/compo\#
        nents/schemas/ServiceName"},"purpose":{"description":"One of the purposes that the pro\#
        vider published with the service.","$ref":"#/components/schemas/PurposeID"},"days":{"t\#
        ype":"integer","description":"How many days the contract is valid, from now.","minimum\#
        ":1,"maximum":3650,"default":365},"alias":{"description":"A name by which clients call\#
         the grant; it follows renewals.","$ref":"#/components/schemas/Alias"},"identification\#
        ":{"type":"string","description":"How providers know our own Outway; by its domain nam\#
        e where the certificate has one.","enum":["domainName","publicKey"]},"delegator":{"des\#
        cription":"The organisation on whose behalf the Outway calls; it must accept too.","$r\#
        ef":"#/components/schemas/PeerID"},"outwayPeer":{"description":"The organisation whose\#
         Outway calls; absent for our own. Another's calls on our behalf.","$ref":"#/component\#
        s/schemas/PeerID"},"outwayName":{"description":"The domain name in the Outway's certif\#
        icate; required for the Outway of another.","type":"string","minLength":1,"maxLength":\#
        255},"externalContract":{"description":"A contract outside FSC by which we call for an\#
         organisation that is no peer.","$ref":"#/components/schemas/ExternalContract"}}},"Ext\#
        ernalContract":{"type":"object","required":["reference","delegatorID","delegatorName"]\#
        ,"additionalProperties":false,"properties":{"reference":{"type":"string","minLength":1\#
        ,"description":"Where the contract can be found."},"delegatorID":{"type":"string","min\#
        Length":1,"description":"The identity of that organisation."},"delegatorName":{"type":\#
        "string","minLength":1,"description":"Its name."}}},"Renewal":{"type":"object","additi\#
        onalProperties":false,"properties":{"days":{"type":"integer","description":"How many d\#
        ays the contract is valid, from now; absent for as long as the old one was.","minimum"\#
        :1,"maximum":3650}}},"Alias":{"type":"string","pattern":"^[a-z0-9]([a-z0-9.-]{0,61}[a-\#
        z0-9])?$"},"Grant":{"type":"object","required":["hash","type","service"],"properties":\#
        {"hash":{"$ref":"#/components/schemas/GrantHash"},"type":{"type":"string","enum":["GRA\#
        NT_TYPE_SERVICE_PUBLICATION","GRANT_TYPE_SERVICE_CONNECTION","GRANT_TYPE_DELEGATED_SER\#
        VICE_CONNECTION","GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION"]},"service":{"$ref":"#/com\#
        ponents/schemas/ServiceName"},"serviceProvider":{"$ref":"#/components/schemas/PeerID"}\#
        ,"outwayPeer":{"$ref":"#/components/schemas/PeerID"},"directory":{"$ref":"#/components\#
        /schemas/PeerID"},"outwayIdentification":{"type":"string","description":"Which certifi\#
        cates of the Outway may use it."},"protocol":{"$ref":"#/components/schemas/Protocol"},\#
        "delegator":{"$ref":"#/components/schemas/PeerID"},"purpose":{"$ref":"#/components/sch\#
        emas/Purpose"},"aliases":{"type":"array","description":"The names by which clients cal\#
        l it.","items":{"$ref":"#/components/schemas/Alias"}}}},"Protocol":{"type":"string","e\#
        num":["PROTOCOL_TCP_HTTP_1.1","PROTOCOL_TCP_HTTP_2"]},"Signature":{"type":"object","re\#
        quired":["peerID","type","signedAt"],"properties":{"peerID":{"$ref":"#/components/sche\#
        mas/PeerID"},"type":{"type":"string","enum":["accept","reject","revoke"]},"signedAt":{\#
        "type":"string","format":"date-time"}}},"Distribution":{"type":"object","description":\#
        "A message about the contract that a peer must still get.","required":["peerID","messa\#
        ge","state","attempts"],"properties":{"contract":{"$ref":"#/components/schemas/Contrac\#
        tHash"},"peerID":{"$ref":"#/components/schemas/PeerID"},"message":{"type":"string","en\#
        um":["contract","accept","reject","revoke"]},"state":{"type":"string","enum":["waiting\#
        ","delivered"]},"attempts":{"type":"integer","minimum":0,"description":"How many attem\#
        pts failed."},"nextAttempt":{"type":"string","format":"date-time"},"lastError":{"type"\#
        :"string","description":"Why the last attempt failed, in one sentence."}}},"Distributi\#
        onList":{"type":"object","required":["distributions"],"properties":{"distributions":{"\#
        type":"array","items":{"$ref":"#/components/schemas/Distribution"}},"judged":{"type":"\#
        boolean","description":"Whether the decision hook is asked about the contract again."}\#
        }},"Contract":{"type":"object","required":["hash","state","notBefore","notAfter","peer\#
        s","grants","signatures"],"properties":{"hash":{"$ref":"#/components/schemas/ContractH\#
        ash"},"state":{"$ref":"#/components/schemas/ContractState"},"createdAt":{"type":"strin\#
        g","format":"date-time"},"notBefore":{"type":"string","format":"date-time"},"notAfter"\#
        :{"type":"string","format":"date-time"},"peers":{"type":"array","items":{"$ref":"#/com\#
        ponents/schemas/PeerID"}},"grants":{"type":"array","items":{"$ref":"#/components/schem\#
        as/Grant"}},"signatures":{"type":"array","items":{"$ref":"#/components/schemas/Signatu\#
        re"}},"group":{"type":"string"},"own":{"description":"This organisation.","$ref":"#/co\#
        mponents/schemas/PeerID"},"waitingForUs":{"type":"boolean","description":"Whether our\#
         accept is missing."},"waitingFor":{"type":"array","description":"The peers whose acce\#
        pt is missing.","items":{"$ref":"#/components/schemas/PeerID"}},"judgement":{"type":"o\#
        bject","description":"Why the contract waits for us.","required":["wait","reason","sin\#
        ce"],"properties":{"wait":{"type":"string","description":"`person`: no rule accepts it\#
        ; `hook`: the decision hook is being asked; `hookFailed`: it could not be asked; `hook\#
        Denied`: it said no.","enum":["person","hook","hookFailed","hookDenied"]},"reason":{"t\#
        ype":"string"},"since":{"type":"string","format":"date-time"}}},"approvals":{"type":"a\#
        rray","description":"Who has accepted it, where a second person must.","items":{"type"\#
        :"string"}},"obstacles":{"type":"array","description":"What keeps the contract from se\#
        rving here, where this organisation is the provider: a service or purpose that is not\#
         offered, another field policy or document than is published, the same grant twice. It\#
         is accepted with `force=true` only, and never by a rule or hook.","items":{"type":"st\#
        ring"}},"distributions":{"type":"array","items":{"$ref":"#/components/schemas/Distribu\#
        tion"}}}},"ContractPage":{"type":"object","required":["contracts"],"properties":{"cont\#
        racts":{"type":"array","items":{"$ref":"#/components/schemas/Contract"}},"next":{"type\#
        ":"string","description":"The `cursor` of the next page; absent on the last one."}}},"\#
        Peer":{"type":"object","required":["id","name"],"properties":{"id":{"$ref":"#/componen\#
        ts/schemas/PeerID"},"name":{"type":"string"},"managerAddress":{"type":"string","format\#
        ":"uri"},"seenAt":{"type":"string","format":"date-time"},"contracts":{"type":"array","\#
        description":"The contracts with it; for one peer only.","items":{"type":"object","req\#
        uired":["hash","state"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHas\#
        h"},"state":{"$ref":"#/components/schemas/ContractState"},"services":{"type":"array","\#
        items":{"$ref":"#/components/schemas/ServiceName"}},"notAfter":{"type":"string","forma\#
        t":"date-time"}}}},"distributions":{"type":"array","description":"What it must still g\#
        et; for one peer only.","items":{"$ref":"#/components/schemas/Distribution"}}}},"PeerP\#
        age":{"type":"object","required":["peers"],"properties":{"peers":{"type":"array","item\#
        s":{"$ref":"#/components/schemas/Peer"}},"next":{"type":"string","description":"The `c\#
        ursor` of the next page; absent on the last one."}}},"Service":{"type":"object","requi\#
        red":["name","peerID","state"],"properties":{"name":{"$ref":"#/components/schemas/Serv\#
        iceName"},"peerID":{"$ref":"#/components/schemas/PeerID"},"peerName":{"type":"string"}\#
        ,"state":{"type":"string","description":"`configured`: own, not published; `proposed`:\#
         own, not signed by a directory yet; `published`: own, listed by a directory; `listed`\#
        : of another peer.","enum":["configured","proposed","published","listed"]},"protocol":\#
        {"$ref":"#/components/schemas/Protocol"},"directory":{"$ref":"#/components/schemas/Pee\#
        rID"},"purposes":{"type":"array","items":{"$ref":"#/components/schemas/Purpose"}}}},"P\#
        urposeList":{"type":"object","required":["purposes"],"properties":{"purposes":{"type":\#
        "array","items":{"allOf":[{"$ref":"#/components/schemas/Purpose"},{"type":"object","pr\#
        operties":{"services":{"type":"array","items":{"type":"object","required":["peerID","n\#
        ame"],"properties":{"peerID":{"$ref":"#/components/schemas/PeerID"},"name":{"$ref":"#/\#
        components/schemas/ServiceName"}}}}}}]}},"unreachable":{"$ref":"#/components/schemas/U\#
        nreachable"}}},"PurposeExplanation":{"type":"object","required":["purposes"],"properti\#
        es":{"purposes":{"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/Purpos\#
        e"},{"type":"object","required":["peerID","service"],"properties":{"peerID":{"$ref":"#\#
        /components/schemas/PeerID"},"service":{"$ref":"#/components/schemas/ServiceName"},"gr\#
        ant":{"$ref":"#/components/schemas/GrantHash"},"inForce":{"type":"boolean","descriptio\#
        n":"Whether the field policy that is pinned is the one that is configured."},"unknown"\#
        :{"type":"string","description":"Why it cannot be told what may be asked and seen."},"\#
        operations":{"type":"array","items":{"$ref":"#/components/schemas/PurposeOperation"}}}\#
        }]}}}},"PurposeOperation":{"type":"object","description":"What may be asked of one ope\#
        ration and seen of its answers; places are JSON pointers with * and **.","required":["\#
        id","method","path","summary","request","answer"],"properties":{"id":{"type":"string"}\#
        ,"method":{"type":"string"},"path":{"type":"string"},"summary":{"type":"string"},"requ\#
        est":{"type":"object","properties":{"values":{"type":"object","description":"The only\#
         values that a place may have."},"fields":{"type":"object","description":"Where fields\#
         are asked for and from where they are counted."},"subjects":{"type":"array","items":{\#
        "type":"object"},"description":"Where persons stand."},"parameters":{"type":"array","i\#
        tems":{"type":"string"}}}},"answer":{"type":"object","properties":{"allow":{"type":"ar\#
        ray","items":{"type":"string"}},"always":{"type":"array","items":{"type":"string"}},"e\#
        rrors":{"type":"array","items":{"type":"string"}},"subjects":{"type":"array","items":{\#
        "type":"object"}},"headerFields":{"type":"array","items":{"type":"string"}},"opaque":{\#
        "type":"boolean","description":"Whether answers that are not JSON pass unread."}}}}},"\#
        DeviationList":{"type":"object","required":["deviations","others"],"properties":{"devi\#
        ations":{"type":"array","items":{"$ref":"#/components/schemas/Deviation"}},"others":{"\#
        type":"integer","minimum":0,"description":"Deviations of kinds beyond the bound."}}},"\#
        Deviation":{"type":"object","required":["side","mode","operation","direction","path","\#
        keyword","count","change","changeIsForSender","peers"],"properties":{"service":{"$ref"\#
        :"#/components/schemas/ServiceName"},"document":{"type":"string","description":"The SH\#
        A-256 of a provider's document."},"side":{"type":"string","enum":["provider","consumer\#
        "]},"mode":{"type":"string","enum":["off","logOnly","enforce"]},"operation":{"type":"s\#
        tring"},"direction":{"type":"string","enum":["request","answer"]},"path":{"type":"stri\#
        ng","description":"The place: * for any item, ? for a member that is not declared."},"\#
        keyword":{"type":"string"},"seen":{"type":"string","description":"The kind of value th\#
        at was seen, where the type is what is wrong."},"schema":{"type":"string","description\#
        ":"The place of the keyword in the service's document."},"count":{"type":"integer","mi\#
        nimum":1},"change":{"type":"string","description":"The smallest change that would end\#
         the deviation."},"changeIsForSender":{"type":"boolean","description":"Whether no sche\#
        ma can describe what was sent."},"peers":{"type":"array","description":"Who breaks whe\#
        n it is enforced, the most frequent first.","items":{"type":"object","required":["peer\#
        ID","count"],"properties":{"peerID":{"type":["string","null"]},"count":{"type":"intege\#
        r","minimum":1}}}}}},"Unreachable":{"type":"array","description":"The directories that\#
         could not be asked, with the reason.","items":{"type":"object","required":["directory\#
        ","reason"],"properties":{"directory":{"$ref":"#/components/schemas/PeerID"},"reason":\#
        {"type":"string"}}}},"ServiceList":{"type":"object","required":["services"],"propertie\#
        s":{"services":{"type":"array","items":{"$ref":"#/components/schemas/Service"}},"unrea\#
        chable":{"$ref":"#/components/schemas/Unreachable"}}},"ExchangeSummary":{"type":"objec\#
        t","required":["startedAt","outcome"],"properties":{"transactionID":{"type":"string","\#
        format":"uuid","description":"Absent where a request was denied before it had one."},"\#
        startedAt":{"type":"string","format":"date-time"},"direction":{"type":"string","enum":\#
        ["incoming","outgoing"]},"peerID":{"$ref":"#/components/schemas/PeerID"},"service":{"$\#
        ref":"#/components/schemas/ServiceName"},"grant":{"$ref":"#/components/schemas/GrantHa\#
        sh"},"delegator":{"description":"The organisation on whose behalf the Outway called.",\#
        "$ref":"#/components/schemas/PeerID"},"serviceDelegator":{"description":"The organisat\#
        ion on whose behalf the service is offered.","$ref":"#/components/schemas/PeerID"},"pu\#
        rpose":{"$ref":"#/components/schemas/PurposeID"},"outcome":{"$ref":"#/components/schem\#
        as/Outcome"},"status":{"type":"integer","description":"The HTTP status that was answer\#
        ed."},"reason":{"type":"string","description":"Why it was refused, as a code."},"clien\#
        t":{"type":"string","description":"The client of the Outway, by its configured name."}\#
        ,"count":{"type":"integer","description":"How many refusals alike this entry stands fo\#
        r, when more than one."}}},"ExchangePage":{"type":"object","required":["exchanges"],"p\#
        roperties":{"exchanges":{"type":"array","items":{"$ref":"#/components/schemas/Exchange\#
        Summary"}},"next":{"type":"string","description":"The `cursor` of the next page; absen\#
        t on the last one."}}},"LogEntry":{"type":"object","required":["kind","index","written\#
        At","leafHash","proof"],"properties":{"kind":{"type":"string","enum":["REQ","DISCLOSED\#
        ","FIN","DENIAL"]},"index":{"type":"integer","description":"The place in the log.","mi\#
        nimum":0},"writtenAt":{"type":"string","format":"date-time"},"leafHash":{"type":"strin\#
        g","description":"RFC 6962's leaf hash in hexadecimal.","pattern":"^[0-9a-f]{64}$"},"f\#
        ields":{"type":"object","description":"What the entry says; subjects only as pseudonym\#
        s."},"proof":{"$ref":"#/components/schemas/InclusionProof"}}},"InclusionProof":{"type"\#
        :"object","required":["verified","treeSize","rootHash","hashes"],"properties":{"verifi\#
        ed":{"type":"boolean","description":"Whether the gateway has checked the proof against\#
         its own checkpoint."},"treeSize":{"type":"integer","minimum":1},"rootHash":{"type":"s\#
        tring","pattern":"^[0-9a-f]{64}$"},"hashes":{"type":"array","items":{"type":"string","\#
        pattern":"^[0-9a-f]{64}$"}}}},"Exchange":{"type":"object","required":["transactionID",\#
        "outcome","entries","proof"],"properties":{"transactionID":{"type":"string","format":"\#
        uuid"},"outcome":{"$ref":"#/components/schemas/Outcome"},"entries":{"type":"array","it\#
        ems":{"$ref":"#/components/schemas/LogEntry"}},"proof":{"type":"object","description":\#
        "All proofs of the entries together.","required":["verified"],"properties":{"verified"\#
        :{"type":"boolean"},"checkpoint":{"type":"string","description":"The signed note that\#
         the proofs lead to."}}}}},"Status":{"type":"object","required":["ready","checks"],"pr\#
        operties":{"ready":{"type":"boolean"},"version":{"type":"string"},"checks":{"type":"ar\#
        ray","items":{"type":"object","required":["name","passes","detail"],"properties":{"nam\#
        e":{"type":"string"},"passes":{"type":"boolean"},"detail":{"type":"string"}}}},"distri\#
        butions":{"type":"integer","minimum":0,"description":"How many messages wait for peers\#
        ."},"documents":{"type":"array","description":"The OpenAPI documents that payloads are\#
         checked by.","items":{"type":"object","required":["title","operations","bytes"],"prop\#
        erties":{"service":{"$ref":"#/components/schemas/ServiceName"},"document":{"type":"str\#
        ing","description":"The SHA-256 of a provider's document."},"title":{"type":"string"},\#
        "operations":{"type":"integer","minimum":0},"bytes":{"type":"integer","minimum":0,"des\#
        cription":"The memory that the compiled schemas take, about."}}}},"warnings":{"type":"\#
        array","description":"What ends within 90, 30 or 7 days, or has ended; the nearest fir\#
        st.","items":{"type":"object","required":["kind","subject","ends","days","level","mend\#
        "],"properties":{"kind":{"type":"string","enum":["certificate","anchor","revocationLis\#
        t","contract"]},"subject":{"type":"string"},"ends":{"type":"string","format":"date-tim\#
        e"},"days":{"type":"integer","minimum":0},"level":{"type":"integer","enum":[0,7,30,90]\#
        },"exchangesPerDay":{"type":"integer","description":"How many exchanges depend on it,\#
         by the last seven days of the log.","minimum":0},"atLeast":{"type":"boolean","descrip\#
        tion":"Whether there were more than were counted."},"mend":{"type":"string"}}}}}},"Rel\#
        oad":{"type":"object","required":["message"],"properties":{"message":{"type":"string",\#
        "description":"What was read, and what of it is in force."},"restart":{"type":"string"\#
        ,"description":"What has changed in the configuration file since the gateway started a\#
        nd waits for a restart, or why the file cannot be used; absent when it says what the g\#
        ateway runs with."}}},"Problem":{"type":"object","required":["type","title","status","\#
        detail"],"properties":{"type":{"type":"string","format":"uri-reference"},"title":{"typ\#
        e":"string"},"status":{"type":"integer","minimum":400,"maximum":599},"detail":{"type":\#
        "string"},"errors":{"type":"array","items":{"type":"object","required":["in","location\#
        ","detail"],"properties":{"in":{"type":"string","enum":["path","query","body"]},"locat\#
        ion":{"type":"object","properties":{"name":{"type":"string"},"pointer":{"type":"string\#
        "}}},"detail":{"type":"string"}}}}}}}}
        """#
}
