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
        ema":{"type":"string","minLength":1,"maxLength":1024}}},"responses":{"Contract":{"desc\#
        ription":"The contract as it is now.","headers":{"API-Version":{"$ref":"#/components/h\#
        eaders/ApiVersion"}},"content":{"application/json":{"schema":{"$ref":"#/components/sch\#
        emas/Contract"}}}},"Invalid":{"description":"The request is wrong; `errors` names ever\#
        y fault.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"conten\#
        t":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"N\#
        otFound":{"description":"What the request names does not exist.","headers":{"API-Versi\#
        on":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/problem+json":\#
        {"schema":{"$ref":"#/components/schemas/Problem"}}}},"Conflict":{"description":"The re\#
        quest does not fit the present state.","headers":{"API-Version":{"$ref":"#/components/\#
        headers/ApiVersion"}},"content":{"application/problem+json":{"schema":{"$ref":"#/compo\#
        nents/schemas/Problem"}}}},"TooLarge":{"description":"The body is larger than one mebi\#
        byte.","headers":{"API-Version":{"$ref":"#/components/headers/ApiVersion"}},"content":\#
        {"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},"Othe\#
        rMediaType":{"description":"The body is not `application/json`.","headers":{"API-Versi\#
        on":{"$ref":"#/components/headers/ApiVersion"}},"content":{"application/problem+json":\#
        {"schema":{"$ref":"#/components/schemas/Problem"}}}},"Unavailable":{"description":"Som\#
        ething that is needed does not work now; try again.","headers":{"API-Version":{"$ref":\#
        "#/components/headers/ApiVersion"}},"content":{"application/problem+json":{"schema":{"\#
        $ref":"#/components/schemas/Problem"}}}},"Failed":{"description":"The call failed; the\#
         gateway's own log says why.","headers":{"API-Version":{"$ref":"#/components/headers/A\#
        piVersion"}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/sch\#
        emas/Problem"}}}}},"schemas":{"PeerID":{"type":"string","description":"The identity of\#
         an organisation in the Group; an OIN as a rule.","minLength":1,"maxLength":255,"examp\#
        les":["00000099000000001000"]},"ServiceName":{"type":"string","pattern":"^[a-zA-Z0-9._\#
        -]{1,100}$","examples":["personen"]},"PurposeID":{"type":"string","minLength":1,"maxLe\#
        ngth":200,"examples":["https://doelen.example.org/parkeervergunning"]},"ContractHash":\#
        {"type":"string","pattern":"^\\$1\\$1\\$[A-Za-z0-9_-]{86}$"},"GrantHash":{"type":"stri\#
        ng","pattern":"^\\$1\\$[2-5]\\$[A-Za-z0-9_-]{86}$"},"ContractState":{"type":"string","\#
        enum":["proposed","valid","rejected","revoked","expired"]},"Outcome":{"type":"string",\#
        "description":"`answered`: the service's answer reached the client; `refused`: by a ru\#
        le, on record or as a denial; `failed`: it broke down on the way; `unknown`: the log h\#
        olds no completion.","enum":["answered","refused","failed","unknown"]},"Purpose":{"typ\#
        e":"object","required":["id"],"properties":{"id":{"$ref":"#/components/schemas/Purpose\#
        ID"},"label":{"type":"string"},"legal_basis":{"type":"string"},"legal_sources":{"type"\#
        :"array","items":{"type":"string"}},"authorisation_reference":{"type":"string"},"field\#
        _policy_sha256":{"type":"string","description":"The SHA-256 of the provider's field po\#
        licy, which the contract pins.","pattern":"^[0-9a-f]{64}$"}}},"ContractProposal":{"typ\#
        e":"object","required":["peerID","service"],"additionalProperties":false,"properties":\#
        {"peerID":{"description":"The provider.","$ref":"#/components/schemas/PeerID"},"servic\#
        e":{"$ref":"#/components/schemas/ServiceName"},"purpose":{"description":"One of the pu\#
        rposes that the provider published with the service.","$ref":"#/components/schemas/Pur\#
        poseID"},"days":{"type":"integer","description":"How many days the contract is valid,\#
         from now.","minimum":1,"maximum":3650,"default":365},"alias":{"description":"A name b\#
        y which clients call the grant; it follows renewals.","$ref":"#/components/schemas/Ali\#
        as"}}},"Renewal":{"type":"object","additionalProperties":false,"properties":{"days":{"\#
        type":"integer","description":"How many days the contract is valid, from now; absent f\#
        or as long as the old one was.","minimum":1,"maximum":3650}}},"Alias":{"type":"string"\#
        ,"pattern":"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$"},"Grant":{"type":"object","required\#
        ":["hash","type","service"],"properties":{"hash":{"$ref":"#/components/schemas/GrantHa\#
        sh"},"type":{"type":"string","enum":["servicePublication","serviceConnection","delegat\#
        edServiceConnection","delegatedServicePublication"]},"service":{"$ref":"#/components/s\#
        chemas/ServiceName"},"serviceProvider":{"$ref":"#/components/schemas/PeerID"},"outwayP\#
        eer":{"$ref":"#/components/schemas/PeerID"},"directory":{"$ref":"#/components/schemas/\#
        PeerID"},"outwayIdentification":{"type":"string","description":"Which certificates of\#
         the Outway may use it."},"protocol":{"$ref":"#/components/schemas/Protocol"},"delegat\#
        or":{"$ref":"#/components/schemas/PeerID"},"purpose":{"$ref":"#/components/schemas/Pur\#
        pose"},"aliases":{"type":"array","description":"The names by which clients call it.","\#
        items":{"$ref":"#/components/schemas/Alias"}}}},"Protocol":{"type":"string","enum":["P\#
        ROTOCOL_TCP_HTTP_1.1","PROTOCOL_TCP_HTTP_2"]},"Signature":{"type":"object","required":\#
        ["peerID","type","signedAt"],"properties":{"peerID":{"$ref":"#/components/schemas/Peer\#
        ID"},"type":{"type":"string","enum":["accept","reject","revoke"]},"signedAt":{"type":"\#
        string","format":"date-time"}}},"Distribution":{"type":"object","description":"A messa\#
        ge about the contract that a peer must still get.","required":["peerID","message","sta\#
        te","attempts"],"properties":{"contract":{"$ref":"#/components/schemas/ContractHash"},\#
        "peerID":{"$ref":"#/components/schemas/PeerID"},"message":{"type":"string","enum":["co\#
        ntract","accept","reject","revoke"]},"state":{"type":"string","enum":["waiting","deliv\#
        ered"]},"attempts":{"type":"integer","minimum":0,"description":"How many attempts fail\#
        ed."},"nextAttempt":{"type":"string","format":"date-time"},"lastError":{"type":"string\#
        ","description":"Why the last attempt failed","in one sentence.":null}}},"Distribution\#
        List":{"type":"object","required":["distributions"],"properties":{"distributions":{"ty\#
        pe":"array","items":{"$ref":"#/components/schemas/Distribution"}}}},"Contract":{"type"\#
        :"object","required":["hash","state","notBefore","notAfter","peers","grants","signatur\#
        es"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash"},"state":{"$ref"\#
        :"#/components/schemas/ContractState"},"createdAt":{"type":"string","format":"date-tim\#
        e"},"notBefore":{"type":"string","format":"date-time"},"notAfter":{"type":"string","fo\#
        rmat":"date-time"},"peers":{"type":"array","items":{"$ref":"#/components/schemas/PeerI\#
        D"}},"grants":{"type":"array","items":{"$ref":"#/components/schemas/Grant"}},"signatur\#
        es":{"type":"array","items":{"$ref":"#/components/schemas/Signature"}},"group":{"type"\#
        :"string"},"own":{"description":"This organisation.","$ref":"#/components/schemas/Peer\#
        ID"},"waitingForUs":{"type":"boolean","description":"Whether our accept is missing."},\#
        "waitingFor":{"type":"array","description":"The peers whose accept is missing.","items\#
        ":{"$ref":"#/components/schemas/PeerID"}},"judgement":{"type":"object","description":"\#
        Why the contract waits for us.","required":["wait","reason","since"],"properties":{"wa\#
        it":{"type":"string","description":"`person`: no rule accepts it; `hook`: the decision\#
         hook is being asked; `hookFailed`: it could not be asked; `hookDenied`: it said no.",\#
        "enum":["person","hook","hookFailed","hookDenied"]},"reason":{"type":"string"},"since"\#
        :{"type":"string","format":"date-time"}}},"approvals":{"type":"array","description":"W\#
        ho has accepted it, where a second person must.","items":{"type":"string"}},"distribut\#
        ions":{"type":"array","items":{"$ref":"#/components/schemas/Distribution"}}}},"Contrac\#
        tPage":{"type":"object","required":["contracts"],"properties":{"contracts":{"type":"ar\#
        ray","items":{"$ref":"#/components/schemas/Contract"}},"next":{"type":"string","descri\#
        ption":"The `cursor` of the next page; absent on the last one."}}},"Peer":{"type":"obj\#
        ect","required":["id","name"],"properties":{"id":{"$ref":"#/components/schemas/PeerID"\#
        },"name":{"type":"string"},"managerAddress":{"type":"string","format":"uri"},"seenAt":\#
        {"type":"string","format":"date-time"},"contracts":{"type":"array","description":"The\#
         contracts with it; for one peer only.","items":{"type":"object","required":["hash","s\#
        tate"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash"},"state":{"$re\#
        f":"#/components/schemas/ContractState"},"services":{"type":"array","items":{"$ref":"#\#
        /components/schemas/ServiceName"}},"notAfter":{"type":"string","format":"date-time"}}}\#
        },"distributions":{"type":"array","description":"What it must still get; for one peer\#
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
        Unreachable":{"type":"array","description":"The directories that could not be asked, w\#
        ith the reason.","items":{"type":"object","required":["directory","reason"],"propertie\#
        s":{"directory":{"$ref":"#/components/schemas/PeerID"},"reason":{"type":"string"}}}},"\#
        ServiceList":{"type":"object","required":["services"],"properties":{"services":{"type"\#
        :"array","items":{"$ref":"#/components/schemas/Service"}},"unreachable":{"$ref":"#/com\#
        ponents/schemas/Unreachable"}}},"ExchangeSummary":{"type":"object","required":["starte\#
        dAt","outcome"],"properties":{"transactionID":{"type":"string","format":"uuid","descri\#
        ption":"Absent where a request was denied before it had one."},"startedAt":{"type":"st\#
        ring","format":"date-time"},"direction":{"type":"string","enum":["incoming","outgoing"\#
        ]},"peerID":{"$ref":"#/components/schemas/PeerID"},"service":{"$ref":"#/components/sch\#
        emas/ServiceName"},"grant":{"$ref":"#/components/schemas/GrantHash"},"purpose":{"$ref"\#
        :"#/components/schemas/PurposeID"},"outcome":{"$ref":"#/components/schemas/Outcome"},"\#
        status":{"type":"integer","description":"The HTTP status that was answered."},"reason"\#
        :{"type":"string","description":"Why it was refused, as a code."},"client":{"type":"st\#
        ring","description":"The client of the Outway, by its configured name."},"count":{"typ\#
        e":"integer","description":"How many refusals alike this entry stands for, when more t\#
        han one."}}},"ExchangePage":{"type":"object","required":["exchanges"],"properties":{"e\#
        xchanges":{"type":"array","items":{"$ref":"#/components/schemas/ExchangeSummary"}},"ne\#
        xt":{"type":"string","description":"The `cursor` of the next page; absent on the last\#
         one."}}},"LogEntry":{"type":"object","required":["kind","index","writtenAt","leafHash\#
        ","proof"],"properties":{"kind":{"type":"string","enum":["REQ","DISCLOSED","FIN","DENI\#
        AL"]},"index":{"type":"integer","description":"The place in the log.","minimum":0},"wr\#
        ittenAt":{"type":"string","format":"date-time"},"leafHash":{"type":"string","descripti\#
        on":"RFC 6962's leaf hash in hexadecimal.","pattern":"^[0-9a-f]{64}$"},"fields":{"type\#
        ":"object","description":"What the entry says; subjects only as pseudonyms."},"proof":\#
        {"$ref":"#/components/schemas/InclusionProof"}}},"InclusionProof":{"type":"object","re\#
        quired":["verified","treeSize","rootHash","hashes"],"properties":{"verified":{"type":"\#
        boolean","description":"Whether the gateway has checked the proof against its own chec\#
        kpoint."},"treeSize":{"type":"integer","minimum":1},"rootHash":{"type":"string","patte\#
        rn":"^[0-9a-f]{64}$"},"hashes":{"type":"array","items":{"type":"string","pattern":"^[0\#
        -9a-f]{64}$"}}}},"Exchange":{"type":"object","required":["transactionID","outcome","en\#
        tries","proof"],"properties":{"transactionID":{"type":"string","format":"uuid"},"outco\#
        me":{"$ref":"#/components/schemas/Outcome"},"entries":{"type":"array","items":{"$ref":\#
        "#/components/schemas/LogEntry"}},"proof":{"type":"object","description":"All proofs o\#
        f the entries together.","required":["verified"],"properties":{"verified":{"type":"boo\#
        lean"},"checkpoint":{"type":"string","description":"The signed note that the proofs le\#
        ad to."}}}}},"Status":{"type":"object","required":["ready","checks"],"properties":{"re\#
        ady":{"type":"boolean"},"version":{"type":"string"},"checks":{"type":"array","items":{\#
        "type":"object","required":["name","passes","detail"],"properties":{"name":{"type":"st\#
        ring"},"passes":{"type":"boolean"},"detail":{"type":"string"}}}},"distributions":{"typ\#
        e":"integer","minimum":0,"description":"How many messages wait for peers."},"warnings"\#
        :{"type":"array","description":"What ends within 90, 30 or 7 days, or has ended; the n\#
        earest first.","items":{"type":"object","required":["kind","subject","ends","days","le\#
        vel","mend"],"properties":{"kind":{"type":"string","enum":["certificate","anchor","rev\#
        ocationList","contract"]},"subject":{"type":"string"},"ends":{"type":"string","format"\#
        :"date-time"},"days":{"type":"integer","minimum":0},"level":{"type":"integer","enum":[\#
        0,7,30,90]},"exchangesPerDay":{"type":"integer","description":"How many exchanges depe\#
        nd on it, by the last seven days of the log.","minimum":0},"atLeast":{"type":"boolean"\#
        ,"description":"Whether there were more than were counted."},"mend":{"type":"string"}}\#
        }}}},"Reload":{"type":"object","required":["message"],"properties":{"message":{"type":\#
        "string"}}},"Problem":{"type":"object","required":["type","title","status","detail"],"\#
        properties":{"type":{"type":"string","format":"uri-reference"},"title":{"type":"string\#
        "},"status":{"type":"integer","minimum":400,"maximum":599},"detail":{"type":"string"},\#
        "errors":{"type":"array","items":{"type":"object","required":["in","location","detail"\#
        ],"properties":{"in":{"type":"string","enum":["path","query","body"]},"location":{"typ\#
        e":"object","properties":{"name":{"type":"string"},"pointer":{"type":"string"}}},"deta\#
        il":{"type":"string"}}}}}}}}
        """#
}
