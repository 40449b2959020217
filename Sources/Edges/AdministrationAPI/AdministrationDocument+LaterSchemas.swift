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
        ime"}}},"differences":{"type":"array","description":"What a renewal says otherwise tha\#
        n the contract that it follows; in its answer only.","items":{"$ref":"#/components/sch\#
        emas/Difference"}},"sameAccess":{"type":"array","description":"The other contracts tha\#
        t give the same peer access to the same service for the same purpose; in the answer to\#
         a revocation or rejection only.","items":{"type":"object","required":["hash","state",\#
        "notAfter"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash"},"state":\#
        {"$ref":"#/components/schemas/ContractState"},"notAfter":{"type":"string","format":"da\#
        te-time"},"aliases":{"type":"array","items":{"$ref":"#/components/schemas/Alias"}}}}},\#
        "approvals":{"type":"array","description":"Who has accepted it, where a second person\#
         must.","items":{"type":"string"}},"obstacles":{"type":"array","description":"What kee\#
        ps the contract from serving here, where this organisation is the provider: a service\#
         or purpose that is not offered, another field policy or document than is published, t\#
        he same grant twice. It is accepted with `force=true` only, and never by a rule or hoo\#
        k.","items":{"type":"string"}},"distributions":{"type":"array","items":{"$ref":"#/comp\#
        onents/schemas/Distribution"}}}},"ContractPage":{"type":"object","required":["contract\#
        s"],"properties":{"contracts":{"type":"array","items":{"$ref":"#/components/schemas/Co\#
        ntract"}},"next":{"type":"string","description":"The `cursor` of the next page; absent\#
         on the last one."}}},"Peer":{"type":"object","required":["id","name"],"properties":{"\#
        id":{"$ref":"#/components/schemas/PeerID"},"name":{"type":"string"},"managerAddress":{\#
        "type":"string","format":"uri"},"seenAt":{"type":"string","format":"date-time"},"contr\#
        acts":{"type":"array","description":"The contracts with it; for one peer only.","items\#
        ":{"type":"object","required":["hash","state"],"properties":{"hash":{"$ref":"#/compone\#
        nts/schemas/ContractHash"},"state":{"$ref":"#/components/schemas/ContractState"},"serv\#
        ices":{"type":"array","items":{"$ref":"#/components/schemas/ServiceName"}},"notAfter":\#
        {"type":"string","format":"date-time"}}}},"distributions":{"type":"array","description\#
        ":"What it must still get; for one peer only.","items":{"$ref":"#/components/schemas/D\#
        istribution"}}}},"PeerPage":{"type":"object","required":["peers"],"properties":{"peers\#
        ":{"type":"array","items":{"$ref":"#/components/schemas/Peer"}},"next":{"type":"string\#
        ","description":"The `cursor` of the next page; absent on the last one."}}},"Service":\#
        {"type":"object","required":["name","peerID","state"],"properties":{"name":{"$ref":"#/\#
        components/schemas/ServiceName"},"peerID":{"$ref":"#/components/schemas/PeerID"},"peer\#
        Name":{"type":"string"},"state":{"type":"string","description":"`configured`: own, not\#
         published; `proposed`: own, not signed by a directory yet; `published`: own, listed b\#
        y a directory; `listed`: of another peer.","enum":["configured","proposed","published"\#
        ,"listed"]},"protocol":{"$ref":"#/components/schemas/Protocol"},"directory":{"$ref":"#\#
        /components/schemas/PeerID"},"purposes":{"type":"array","items":{"$ref":"#/components/\#
        schemas/Purpose"}}}},"PurposeList":{"type":"object","required":["purposes"],"propertie\#
        s":{"purposes":{"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/Purpose\#
        "},{"type":"object","properties":{"services":{"type":"array","items":{"type":"object",\#
        "required":["peerID","name"],"properties":{"peerID":{"$ref":"#/components/schemas/Peer\#
        ID"},"name":{"$ref":"#/components/schemas/ServiceName"}}}}}}]}},"unreachable":{"$ref":\#
        "#/components/schemas/Unreachable"}}},"PurposeExplanation":{"type":"object","required"\#
        :["purposes"],"properties":{"purposes":{"type":"array","items":{"allOf":[{"$ref":"#/co\#
        mponents/schemas/Purpose"},{"type":"object","required":["peerID","service"],"propertie\#
        s":{"peerID":{"$ref":"#/components/schemas/PeerID"},"service":{"$ref":"#/components/sc\#
        hemas/ServiceName"},"grant":{"$ref":"#/components/schemas/GrantHash"},"inForce":{"type\#
        ":"boolean","description":"Whether requests by it are served, by the field policy that\#
         is pinned."},"isPublished":{"type":"boolean","description":"Whether the field policy\#
         is the one that is published now."},"unknown":{"type":"string","description":"Why it\#
         cannot be told what may be asked and seen."},"operations":{"type":"array","items":{"$\#
        ref":"#/components/schemas/PurposeOperation"}}}}]}}}},"PurposeOperation":{"type":"obje\#
        ct","description":"What may be asked of one operation and seen of its answers; places\#
         are JSON pointers with * and **.","required":["id","method","path","summary","request\#
        ","answer"],"properties":{"id":{"type":"string"},"method":{"type":"string"},"path":{"t\#
        ype":"string"},"summary":{"type":"string"},"request":{"type":"object","properties":{"v\#
        alues":{"type":"object","description":"The only values that a place may have."},"field\#
        s":{"type":"object","description":"Where fields are asked for and from where they are\#
         counted."},"subjects":{"type":"array","items":{"type":"object"},"description":"Where\#
         persons stand."},"parameters":{"type":"array","items":{"type":"string"}}}},"answer":{\#
        "type":"object","properties":{"allow":{"type":"array","items":{"type":"string"}},"alwa\#
        ys":{"type":"array","items":{"type":"string"}},"errors":{"type":"array","items":{"type\#
        ":"string"}},"subjects":{"type":"array","items":{"type":"object"}},"headerFields":{"ty\#
        pe":"array","items":{"type":"string"}},"opaque":{"type":"boolean","description":"Wheth\#
        er answers that are not JSON pass unread."}}}}},"DeviationList":{"type":"object","requ\#
        ired":["deviations","others"],"properties":{"deviations":{"type":"array","items":{"$re\#
        f":"#/components/schemas/Deviation"}},"others":{"type":"integer","minimum":0,"descript\#
        ion":"Deviations of kinds beyond the bound."}}},"Deviation":{"type":"object","required\#
        ":["side","mode","operation","direction","path","keyword","count","change","changeIsFo\#
        rSender","peers"],"properties":{"service":{"$ref":"#/components/schemas/ServiceName"},\#
        "document":{"type":"string","description":"The SHA-256 of a provider's document."},"si\#
        de":{"type":"string","enum":["provider","consumer"]},"mode":{"type":"string","enum":["\#
        off","logOnly","enforce"]},"operation":{"type":"string"},"direction":{"type":"string",\#
        "enum":["request","answer"]},"path":{"type":"string","description":"The place: * for a\#
        ny item, ? for a member that is not declared."},"keyword":{"type":"string"},"seen":{"t\#
        ype":"string","description":"The kind of value that was seen, where the type is what i\#
        s wrong."},"schema":{"type":"string","description":"The place of the keyword in the se\#
        rvice's document."},"count":{"type":"integer","minimum":1},"change":{"type":"string","\#
        description":"The smallest change that would end the deviation."},"changeIsForSender":\#
        {"type":"boolean","description":"Whether no schema can describe what was sent."},"peer\#
        s":{"type":"array","description":"Who breaks when it is enforced, the most frequent fi\#
        rst.","items":{"type":"object","required":["peerID","count"],"properties":{"peerID":{"\#
        type":["string","null"]},"count":{"type":"integer","minimum":1}}}}}},"Unreachable":{"t\#
        ype":"array","description":"The directories that could not be asked, with the reason."\#
        ,"items":{"type":"object","required":["directory","reason"],"properties":{"directory":\#
        {"$ref":"#/components/schemas/PeerID"},"reason":{"type":"string"}}}},"ServiceList":{"t\#
        ype":"object","required":["services"],"properties":{"services":{"type":"array","items"\#
        :{"$ref":"#/components/schemas/Service"}},"unreachable":{"$ref":"#/components/schemas/\#
        Unreachable"}}},"ExchangeSummary":{"type":"object","required":["startedAt","outcome"],\#
        "properties":{"transactionID":{"type":"string","format":"uuid","description":"Absent w\#
        here a request was denied before it had one."},"startedAt":{"type":"string","format":"\#
        date-time"},"direction":{"type":"string","enum":["incoming","outgoing"]},"peerID":{"$r\#
        ef":"#/components/schemas/PeerID"},"service":{"$ref":"#/components/schemas/ServiceName\#
        "},"grant":{"$ref":"#/components/schemas/GrantHash"},"delegator":{"description":"The o\#
        rganisation on whose behalf the Outway called.","$ref":"#/components/schemas/PeerID"},\#
        "serviceDelegator":{"description":"The organisation on whose behalf the service is off\#
        ered.","$ref":"#/components/schemas/PeerID"},"purpose":{"$ref":"#/components/schemas/P\#
        urposeID"},"outcome":{"$ref":"#/components/schemas/Outcome"},"status":{"type":"integer\#
        ","description":"The HTTP status that was answered."},"reason":{"type":"string","descr\#
        iption":"Why it was refused, as a code."},"client":{"type":"string","description":"The\#
         client of the Outway, by its configured name."},"count":{"type":"integer","descriptio\#
        n":"How many refusals alike this entry stands for, when more than one."}}},"ExchangePa\#
        ge":{"type":"object","required":["exchanges"],"properties":{"exchanges":{"type":"array\#
        ","items":{"$ref":"#/components/schemas/ExchangeSummary"}},"next":{"type":"string","de\#
        scription":"The `cursor` of the next page; absent on the last one."}}},"LogEntry":{"ty\#
        pe":"object","required":["kind","index","writtenAt","leafHash","proof"],"properties":{\#
        "kind":{"type":"string","enum":["REQ","DISCLOSED","FIN","DENIAL"]},"index":{"type":"in\#
        teger","description":"The place in the log.","minimum":0},"writtenAt":{"type":"string"\#
        ,"format":"date-time"},"leafHash":{"type":"string","description":"RFC 6962's leaf hash\#
         in hexadecimal.","pattern":"^[0-9a-f]{64}$"},"fields":{"type":"object","description":\#
        "What the entry says; subjects only as pseudonyms."},"proof":{"$ref":"#/components/sch\#
        emas/InclusionProof"}}},"InclusionProof":{"type":"object","required":["verified","tree\#
        Size","rootHash","hashes"],"properties":{"verified":{"type":"boolean","description":"W\#
        hether the gateway has checked the proof against its own checkpoint."},"treeSize":{"ty\#
        pe":"integer","minimum":1},"rootHash":{"type":"string","pattern":"^[0-9a-f]{64}$"},"ha\#
        shes":{"type":"array","items":{"type":"string","pattern":"^[0-9a-f]{64}$"}}}},"Exchang\#
        e":{"type":"object","required":["transactionID","outcome","entries","proof"],"properti\#
        es":{"transactionID":{"type":"string","format":"uuid"},"outcome":{"$ref":"#/components\#
        /schemas/Outcome"},"entries":{"type":"array","items":{"$ref":"#/components/schemas/Log\#
        Entry"}},"proof":{"type":"object","description":"All proofs of the entries together.",\#
        "required":["verified"],"properties":{"verified":{"type":"boolean"},"checkpoint":{"typ\#
        e":"string","description":"The signed note that the proofs lead to."}}}}},"Status":{"t\#
        ype":"object","required":["ready","checks"],"properties":{"ready":{"type":"boolean"},"\#
        version":{"type":"string"},"checks":{"type":"array","items":{"type":"object","required\#
        ":["name","state","passes","detail"],"properties":{"name":{"type":"string"},"state":{"\#
        type":"string","enum":["pass","warn","fail"],"description":"Whether it holds; whether\#
         only some partner is kept out or somebody should act; whether the gateway cannot serv\#
        e."},"passes":{"type":"boolean","description":"Whether the state is not fail."},"detai\#
        l":{"type":"string"}}}},"refusedHandshakes":{"type":"array","description":"The peers t\#
        hat were refused in their handshakes since the start, the latest first, 50 at most. No\#
        thing that a certificate says of itself is proven.","items":{"type":"object","required\#
        ":["reason","address","count","last"],"properties":{"reason":{"type":"string"},"addres\#
        s":{"type":"string"},"listener":{"type":"string"},"count":{"type":"integer","minimum":\#
        1},"last":{"type":"string","format":"date-time"},"peerID":{"type":"string"},"subject":\#
        {"type":"string"},"issuer":{"type":"string"},"serialNumber":{"type":"string","descript\#
        ion":"In hexadecimal."}}}},"distributions":{"type":"integer","minimum":0,"description"\#
        :"How many messages wait for peers."},"restored":{"type":"object","description":"Only\#
         while the gateway knows that its state is older than the world, as after a copy was p\#
        ut back: contracts with the peers that are missing are held.","required":["reason","si\#
        nce","missing"],"properties":{"reason":{"type":"string","description":"How that was no\#
        ticed."},"since":{"type":"string","format":"date-time"},"missing":{"type":"array","des\#
        cription":"The peers that have not told yet what they hold.","items":{"$ref":"#/compon\#
        ents/schemas/PeerID"}}}},"documents":{"type":"array","description":"The OpenAPI docume\#
        nts that payloads are checked by.","items":{"type":"object","required":["title","opera\#
        tions","bytes"],"properties":{"service":{"$ref":"#/components/schemas/ServiceName"},"d\#
        ocument":{"type":"string","description":"The SHA-256 of a provider's document."},"titl\#
        e":{"type":"string"},"operations":{"type":"integer","minimum":0},"bytes":{"type":"inte\#
        ger","minimum":0,"description":"The memory that the compiled schemas take, about."}}}}\#
        ,"warnings":{"type":"array","description":"What ends within 90, 30 or 7 days, or has e\#
        nded; the nearest first.","items":{"type":"object","required":["kind","subject","ends"\#
        ,"days","level","mend"],"properties":{"kind":{"type":"string","enum":["certificate","a\#
        nchor","revocationList","contract"]},"subject":{"type":"string"},"ends":{"type":"strin\#
        g","format":"date-time"},"days":{"type":"integer","minimum":0},"level":{"type":"intege\#
        r","enum":[0,7,30,90]},"exchangesPerDay":{"type":"integer","description":"How many exc\#
        hanges depend on it, by the last seven days of the log.","minimum":0},"atLeast":{"type\#
        ":"boolean","description":"Whether there were more than were counted."},"mend":{"type"\#
        :"string"}}}}}},"Reload":{"type":"object","required":["message"],"properties":{"messag\#
        e":{"type":"string","description":"What was read, and what of it is in force."},"chang\#
        es":{"type":"array","description":"The places of the configuration, and the files it n\#
        ames, that are other than before.","items":{"type":"string"}},"contracts":{"type":"arr\#
        ay","description":"Which contracts of which peers change, and how, a sentence each.","\#
        items":{"type":"string"}},"restart":{"type":"string","description":"What the configura\#
        tion file says that only a restart puts in force; absent when there is nothing."}}},"P\#
        roblem":{"type":"object","required":["type","title","status","detail"],"properties":{"\#
        type":{"type":"string","format":"uri-reference"},"title":{"type":"string"},"status":{"\#
        type":"integer","minimum":400,"maximum":599},"detail":{"type":"string"},"errors":{"typ\#
        e":"array","items":{"type":"object","required":["in","location","detail"],"properties"\#
        :{"in":{"type":"string","enum":["path","query","body"]},"location":{"type":"object","p\#
        roperties":{"name":{"type":"string"},"pointer":{"type":"string"}}},"detail":{"type":"s\#
        tring"}}}}}}}
        """#
}
