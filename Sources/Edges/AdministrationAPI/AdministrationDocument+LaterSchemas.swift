extension AdministrationDocument {
    static let laterSchemas = #"""
        {"Protocol":{"type":"string","enum":["PROTOCOL_TCP_HTTP_1.1","PROTOCOL_TCP_HTTP_2"]},"\#
        Signature":{"type":"object","required":["peerID","type","signedAt"],"properties":{"pee\#
        rID":{"$ref":"#/components/schemas/PeerID"},"type":{"type":"string","enum":["accept","\#
        reject","revoke"]},"signedAt":{"type":"string","format":"date-time"}}},"Distribution":\#
        {"type":"object","description":"A message about the contract that a peer must still ge\#
        t.","required":["peerID","message","state","attempts"],"properties":{"contract":{"$ref\#
        ":"#/components/schemas/ContractHash"},"peerID":{"$ref":"#/components/schemas/PeerID"}\#
        ,"message":{"type":"string","enum":["contract","accept","reject","revoke"]},"state":{"\#
        type":"string","enum":["waiting","delivered"]},"attempts":{"type":"integer","minimum":\#
        0,"description":"How many attempts failed."},"nextAttempt":{"type":"string","format":"\#
        date-time"},"lastError":{"type":"string","description":"Why the last attempt failed, i\#
        n one sentence."}}},"DistributionList":{"type":"object","required":["distributions"],"\#
        properties":{"distributions":{"type":"array","items":{"$ref":"#/components/schemas/Dis\#
        tribution"}},"judged":{"type":"boolean","description":"Whether the decision hook is as\#
        ked about the contract again."}}},"Contract":{"type":"object","required":["hash","stat\#
        e","notBefore","notAfter","peers","grants","signatures"],"properties":{"hash":{"$ref":\#
        "#/components/schemas/ContractHash"},"state":{"$ref":"#/components/schemas/ContractSta\#
        te"},"createdAt":{"type":"string","format":"date-time"},"notBefore":{"type":"string","\#
        format":"date-time"},"notAfter":{"type":"string","format":"date-time"},"peers":{"type"\#
        :"array","items":{"$ref":"#/components/schemas/PeerID"}},"grants":{"type":"array","ite\#
        ms":{"$ref":"#/components/schemas/Grant"}},"signatures":{"type":"array","items":{"$ref\#
        ":"#/components/schemas/Signature"}},"group":{"type":"string"},"own":{"description":"T\#
        his organisation.","$ref":"#/components/schemas/PeerID"},"waitingForUs":{"type":"boole\#
        an","description":"Whether our accept is missing."},"waitingFor":{"type":"array","desc\#
        ription":"The peers whose accept is missing.","items":{"$ref":"#/components/schemas/Pe\#
        erID"}},"judgement":{"type":"object","description":"Why the contract waits for us.","r\#
        equired":["wait","reason","since"],"properties":{"wait":{"type":"string","description"\#
        :"`person`: no rule accepts it; `hook`: the decision hook is being asked; `hookFailed`\#
        : it could not be asked; `hookDenied`: it said no.","enum":["person","hook","hookFaile\#
        d","hookDenied"]},"reason":{"type":"string"},"since":{"type":"string","format":"date-t\#
        ime"}}},"meaning":{"type":"array","description":"What each connection grant opens, for\#
         whoever decides; in the answer about one contract only.","items":{"type":"object","re\#
        quired":["grant","service","consumer","provider"],"properties":{"grant":{"$ref":"#/com\#
        ponents/schemas/GrantHash"},"service":{"$ref":"#/components/schemas/ServiceName"},"con\#
        sumer":{"$ref":"#/components/schemas/Party"},"provider":{"$ref":"#/components/schemas/\#
        Party"},"delegator":{"$ref":"#/components/schemas/Party"},"operations":{"type":"array"\#
        ,"description":"What may be asked and seen, an operation each.","items":{"type":"objec\#
        t"}},"unknown":{"type":"string","description":"Why that cannot be told here."},"before\#
        ":{"description":"What the last contract with this access said otherwise; absent where\#
         there was none.","$ref":"#/components/schemas/Difference"}}}},"differences":{"type":"\#
        array","description":"What a renewal says otherwise than the contract that it follows;\#
         in its answer only.","items":{"$ref":"#/components/schemas/Difference"}},"sameAccess"\#
        :{"type":"array","description":"The other contracts that give the same peer access to\#
         the same service for the same purpose; in the answer to a revocation or rejection onl\#
        y.","items":{"type":"object","required":["hash","state","notAfter"],"properties":{"has\#
        h":{"$ref":"#/components/schemas/ContractHash"},"state":{"$ref":"#/components/schemas/\#
        ContractState"},"notAfter":{"type":"string","format":"date-time"},"aliases":{"type":"a\#
        rray","items":{"$ref":"#/components/schemas/Alias"}}}}},"approvals":{"type":"array","d\#
        escription":"Who has accepted it, where a second person must.","items":{"type":"string\#
        "}},"obstacles":{"type":"array","description":"What keeps the contract from serving he\#
        re, where this organisation is the provider: a service or purpose that is not offered,\#
         another field policy or document than is published, the same grant twice. It is accep\#
        ted with `force=true` only, and never by a rule or hook.","items":{"type":"string"}},"\#
        distributions":{"type":"array","items":{"$ref":"#/components/schemas/Distribution"}}}}\#
        ,"ContractPage":{"type":"object","required":["contracts"],"properties":{"contracts":{"\#
        type":"array","items":{"$ref":"#/components/schemas/Contract"}},"next":{"type":"string\#
        ","description":"The `cursor` of the next page; absent on the last one."}}},"Peer":{"t\#
        ype":"object","required":["id","name"],"properties":{"id":{"$ref":"#/components/schema\#
        s/PeerID"},"name":{"type":"string"},"managerAddress":{"type":"string","format":"uri"},\#
        "seenAt":{"type":"string","format":"date-time"},"contracts":{"type":"array","descripti\#
        on":"The contracts with it; for one peer only.","items":{"type":"object","required":["\#
        hash","state"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash"},"stat\#
        e":{"$ref":"#/components/schemas/ContractState"},"services":{"type":"array","items":{"\#
        $ref":"#/components/schemas/ServiceName"}},"notAfter":{"type":"string","format":"date-\#
        time"}}}},"distributions":{"type":"array","description":"What it must still get; for o\#
        ne peer only.","items":{"$ref":"#/components/schemas/Distribution"}}}},"PeerPage":{"ty\#
        pe":"object","required":["peers"],"properties":{"peers":{"type":"array","items":{"$ref\#
        ":"#/components/schemas/Peer"}},"next":{"type":"string","description":"The `cursor` of\#
         the next page; absent on the last one."}}},"Service":{"type":"object","required":["na\#
        me","peerID","state"],"properties":{"name":{"$ref":"#/components/schemas/ServiceName"}\#
        ,"peerID":{"$ref":"#/components/schemas/PeerID"},"peerName":{"type":"string"},"state":\#
        {"type":"string","description":"`configured`: own, not published; `proposed`: own, not\#
         signed by a directory yet; `published`: own, listed by a directory; `listed`: of anot\#
        her peer.","enum":["configured","proposed","published","listed"]},"protocol":{"$ref":"\#
        #/components/schemas/Protocol"},"directory":{"$ref":"#/components/schemas/PeerID"},"pu\#
        rposes":{"type":"array","items":{"$ref":"#/components/schemas/Purpose"}}}},"PurposeLis\#
        t":{"type":"object","required":["purposes"],"properties":{"purposes":{"type":"array","\#
        items":{"allOf":[{"$ref":"#/components/schemas/Purpose"},{"type":"object","properties"\#
        :{"services":{"type":"array","items":{"type":"object","required":["peerID","name"],"pr\#
        operties":{"peerID":{"$ref":"#/components/schemas/PeerID"},"name":{"$ref":"#/component\#
        s/schemas/ServiceName"}}}}}}]}},"unreachable":{"$ref":"#/components/schemas/Unreachabl\#
        e"}}},"PurposeExplanation":{"type":"object","required":["purposes"],"properties":{"pur\#
        poses":{"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/Purpose"},{"typ\#
        e":"object","required":["peerID","service"],"properties":{"peerID":{"$ref":"#/componen\#
        ts/schemas/PeerID"},"service":{"$ref":"#/components/schemas/ServiceName"},"grant":{"$r\#
        ef":"#/components/schemas/GrantHash"},"inForce":{"type":"boolean","description":"Wheth\#
        er requests by it are served, by the field policy that is pinned."},"isPublished":{"ty\#
        pe":"boolean","description":"Whether the field policy is the one that is published now\#
        ."},"unknown":{"type":"string","description":"Why it cannot be told what may be asked\#
         and seen."},"operations":{"type":"array","items":{"$ref":"#/components/schemas/Purpos\#
        eOperation"}}}}]}}}},"PurposeOperation":{"type":"object","description":"What may be as\#
        ked of one operation and seen of its answers; places are JSON pointers with * and **."\#
        ,"required":["id","method","path","summary","request","answer"],"properties":{"id":{"t\#
        ype":"string"},"method":{"type":"string"},"path":{"type":"string"},"summary":{"type":"\#
        string"},"request":{"type":"object","properties":{"values":{"type":"object","descripti\#
        on":"The only values that a place may have."},"fields":{"type":"object","description":\#
        "Where fields are asked for and from where they are counted."},"subjects":{"type":"arr\#
        ay","items":{"type":"object"},"description":"Where persons stand."},"parameters":{"typ\#
        e":"array","items":{"type":"string"}}}},"answer":{"type":"object","properties":{"allow\#
        ":{"type":"array","items":{"type":"string"}},"always":{"type":"array","items":{"type":\#
        "string"}},"errors":{"type":"array","items":{"type":"string"}},"subjects":{"type":"arr\#
        ay","items":{"type":"object"}},"headerFields":{"type":"array","items":{"type":"string"\#
        }},"opaque":{"type":"boolean","description":"Whether answers that are not JSON pass un\#
        read."}}}}},"DeviationList":{"type":"object","required":["deviations","others"],"prope\#
        rties":{"deviations":{"type":"array","items":{"$ref":"#/components/schemas/Deviation"}\#
        },"others":{"type":"integer","minimum":0,"description":"Deviations of kinds beyond the\#
         bound."}}},"Deviation":{"type":"object","required":["side","mode","operation","direct\#
        ion","path","keyword","count","change","changeIsForSender","peers"],"properties":{"ser\#
        vice":{"$ref":"#/components/schemas/ServiceName"},"document":{"type":"string","descrip\#
        tion":"The SHA-256 of a provider's document."},"side":{"type":"string","enum":["provid\#
        er","consumer"]},"mode":{"type":"string","enum":["off","logOnly","enforce"]},"operatio\#
        n":{"type":"string"},"direction":{"type":"string","enum":["request","answer"]},"path":\#
        {"type":"string","description":"The place: * for any item, ? for a member that is not\#
         declared."},"keyword":{"type":"string"},"seen":{"type":"string","description":"The ki\#
        nd of value that was seen, where the type is what is wrong."},"schema":{"type":"string\#
        ","description":"The place of the keyword in the service's document."},"count":{"type"\#
        :"integer","minimum":1},"change":{"type":"string","description":"The smallest change t\#
        hat would end the deviation."},"changeIsForSender":{"type":"boolean","description":"Wh\#
        ether no schema can describe what was sent."},"peers":{"type":"array","description":"W\#
        ho breaks when it is enforced, the most frequent first.","items":{"type":"object","req\#
        uired":["peerID","count"],"properties":{"peerID":{"type":["string","null"]},"count":{"\#
        type":"integer","minimum":1}}}}}},"Unreachable":{"type":"array","description":"The dir\#
        ectories that could not be asked, with the reason.","items":{"type":"object","required\#
        ":["directory","reason"],"properties":{"directory":{"$ref":"#/components/schemas/PeerI\#
        D"},"reason":{"type":"string"}}}},"ServiceList":{"type":"object","required":["services\#
        "],"properties":{"services":{"type":"array","items":{"$ref":"#/components/schemas/Serv\#
        ice"}},"unreachable":{"$ref":"#/components/schemas/Unreachable"}}},"ExchangeSummary":{\#
        "type":"object","required":["startedAt","outcome"],"properties":{"transactionID":{"typ\#
        e":"string","format":"uuid","description":"Absent where a request was denied before it\#
         had one."},"startedAt":{"type":"string","format":"date-time"},"direction":{"type":"st\#
        ring","enum":["incoming","outgoing"]},"peerID":{"$ref":"#/components/schemas/PeerID"},\#
        "service":{"$ref":"#/components/schemas/ServiceName"},"grant":{"$ref":"#/components/sc\#
        hemas/GrantHash"},"delegator":{"description":"The organisation on whose behalf the Out\#
        way called.","$ref":"#/components/schemas/PeerID"},"serviceDelegator":{"description":"\#
        The organisation on whose behalf the service is offered.","$ref":"#/components/schemas\#
        /PeerID"},"purpose":{"$ref":"#/components/schemas/PurposeID"},"outcome":{"$ref":"#/com\#
        ponents/schemas/Outcome"},"status":{"type":"integer","description":"The HTTP status th\#
        at was answered."},"reason":{"type":"string","description":"Why it was refused, as a c\#
        ode, the provider's where its Inway refused."},"cause":{"type":"string","description":\#
        "What happened, where the code has several causes or more is known."},"leg":{"type":"s\#
        tring","description":"The part of the request's way that failed."},"client":{"type":"s\#
        tring","description":"The client of the Outway, by its configured name."},"count":{"ty\#
        pe":"integer","description":"How many refusals alike this entry stands for, when more\#
         than one."}}},"ExchangePage":{"type":"object","required":["exchanges"],"properties":{\#
        "exchanges":{"type":"array","items":{"$ref":"#/components/schemas/ExchangeSummary"}},"\#
        next":{"type":"string","description":"The `cursor` of the next page; absent on the las\#
        t one."}}},"LogEntry":{"type":"object","required":["kind","index","writtenAt","leafHas\#
        h","proof"],"properties":{"kind":{"type":"string","enum":["REQ","DISCLOSED","FIN","DEN\#
        IAL"]},"index":{"type":"integer","description":"The place in the log.","minimum":0},"w\#
        rittenAt":{"type":"string","format":"date-time"},"leafHash":{"type":"string","descript\#
        ion":"RFC 6962's leaf hash in hexadecimal.","pattern":"^[0-9a-f]{64}$"},"fields":{"typ\#
        e":"object","description":"What the entry says; subjects only as pseudonyms."},"proof"\#
        :{"$ref":"#/components/schemas/InclusionProof"}}},"InclusionProof":{"type":"object","r\#
        equired":["verified","treeSize","rootHash","hashes"],"properties":{"verified":{"type":\#
        "boolean","description":"Whether the gateway has checked the proof against its own che\#
        ckpoint."},"treeSize":{"type":"integer","minimum":1},"rootHash":{"type":"string","patt\#
        ern":"^[0-9a-f]{64}$"},"hashes":{"type":"array","items":{"type":"string","pattern":"^[\#
        0-9a-f]{64}$"}}}},"Exchange":{"type":"object","required":["transactionID","outcome","e\#
        ntries","proof"],"properties":{"transactionID":{"type":"string","format":"uuid"},"outc\#
        ome":{"$ref":"#/components/schemas/Outcome"},"entries":{"type":"array","items":{"$ref"\#
        :"#/components/schemas/LogEntry"}},"proof":{"type":"object","description":"All proofs\#
         of the entries together.","required":["verified"],"properties":{"verified":{"type":"b\#
        oolean"},"checkpoint":{"type":"string","description":"The signed note that the proofs\#
         lead to."}}}}},"Status":{"type":"object","required":["ready","checks"],"properties":{\#
        "ready":{"type":"boolean"},"version":{"type":"string"},"checks":{"type":"array","items\#
        ":{"type":"object","required":["name","state","passes","detail"],"properties":{"name":\#
        {"type":"string"},"state":{"type":"string","enum":["pass","warn","fail"],"description"\#
        :"Whether it holds; whether only some partner is kept out or somebody should act; whet\#
        her the gateway cannot serve."},"passes":{"type":"boolean","description":"Whether the\#
         state is not fail."},"detail":{"type":"string"}}}},"refusedHandshakes":{"type":"array\#
        ","description":"The peers that were refused in their handshakes since the start, the\#
         latest first, 50 at most. Nothing that a certificate says of itself is proven.","item\#
        s":{"type":"object","required":["reason","address","count","last"],"properties":{"reas\#
        on":{"type":"string"},"address":{"type":"string"},"listener":{"type":"string"},"count"\#
        :{"type":"integer","minimum":1},"last":{"type":"string","format":"date-time"},"peerID"\#
        :{"type":"string"},"subject":{"type":"string"},"issuer":{"type":"string"},"serialNumbe\#
        r":{"type":"string","description":"In hexadecimal."}}}},"distributions":{"type":"integ\#
        er","minimum":0,"description":"How many messages wait for peers."},"restored":{"type":\#
        "object","description":"Only while the gateway knows that its state is older than the\#
         world, as after a copy was put back: contracts with the peers that are missing are he\#
        ld.","required":["reason","since","missing"],"properties":{"reason":{"type":"string","\#
        description":"How that was noticed."},"since":{"type":"string","format":"date-time"},"\#
        missing":{"type":"array","description":"The peers that have not told yet what they hol\#
        d.","items":{"$ref":"#/components/schemas/PeerID"}}}},"documents":{"type":"array","des\#
        cription":"The OpenAPI documents that payloads are checked by.","items":{"type":"objec\#
        t","required":["title","operations","bytes"],"properties":{"service":{"$ref":"#/compon\#
        ents/schemas/ServiceName"},"document":{"type":"string","description":"The SHA-256 of a\#
         provider's document."},"title":{"type":"string"},"operations":{"type":"integer","mini\#
        mum":0},"bytes":{"type":"integer","minimum":0,"description":"The memory that the compi\#
        led schemas take, about."}}}},"warnings":{"type":"array","description":"What ends with\#
        in 90, 30 or 7 days, or has ended; the nearest first.","items":{"type":"object","requi\#
        red":["kind","subject","ends","days","level","mend"],"properties":{"kind":{"type":"str\#
        ing","enum":["certificate","anchor","revocationList","contract"]},"subject":{"type":"s\#
        tring"},"ends":{"type":"string","format":"date-time"},"days":{"type":"integer","minimu\#
        m":0},"level":{"type":"integer","enum":[0,7,30,90]},"exchangesPerDay":{"type":"integer\#
        ","description":"How many exchanges depend on it, by the last seven days of the log.",\#
        "minimum":0},"atLeast":{"type":"boolean","description":"Whether there were more than w\#
        ere counted."},"mend":{"type":"string"}}}}}},"Reload":{"type":"object","required":["me\#
        ssage"],"properties":{"message":{"type":"string","description":"What was read, and wha\#
        t of it is in force."},"changes":{"type":"array","description":"The places of the conf\#
        iguration, and the files it names, that are other than before.","items":{"type":"strin\#
        g"}},"contracts":{"type":"array","description":"Which contracts of which peers change,\#
         and how, a sentence each.","items":{"type":"string"}},"restart":{"type":"string","des\#
        cription":"What the configuration file says that only a restart puts in force; absent\#
         when there is nothing."}}},"Problem":{"type":"object","required":["type","title","sta\#
        tus","detail"],"properties":{"type":{"type":"string","format":"uri-reference"},"title"\#
        :{"type":"string"},"status":{"type":"integer","minimum":400,"maximum":599},"detail":{"\#
        type":"string"},"errors":{"type":"array","items":{"type":"object","required":["in","lo\#
        cation","detail"],"properties":{"in":{"type":"string","enum":["path","query","body"]},\#
        "location":{"type":"object","properties":{"name":{"type":"string"},"pointer":{"type":"\#
        string"}}},"detail":{"type":"string"}}}}}}}
        """#
}
