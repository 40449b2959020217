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
        ,"pattern":"^[0-9a-f]{64}$"}}},"ContractProposal":{"type":"object","required":["peerID\#
        ","service"],"additionalProperties":false,"properties":{"peerID":{"description":"The p\#
        rovider.","$ref":"#/components/schemas/PeerID"},"service":{"$ref":"#/components/schema\#
        s/ServiceName"},"purpose":{"description":"One of the purposes that the provider publis\#
        hed with the service.","$ref":"#/components/schemas/PurposeID"},"days":{"type":"intege\#
        r","description":"How many days the contract is valid, from now.","minimum":1,"maximum\#
        ":3650,"default":365},"alias":{"description":"A name by which clients call the grant;\#
         it follows renewals.","$ref":"#/components/schemas/Alias"},"identification":{"type":"\#
        string","description":"How providers know our own Outway; by its domain name where the\#
         certificate has one.","enum":["domainName","publicKey"]},"delegator":{"description":"\#
        The organisation on whose behalf the Outway calls; it must accept too.","$ref":"#/comp\#
        onents/schemas/PeerID"},"outwayPeer":{"description":"The organisation whose Outway cal\#
        ls; absent for our own. Another's calls on our behalf.","$ref":"#/components/schemas/P\#
        eerID"},"outwayName":{"description":"The domain name in the Outway's certificate; requ\#
        ired for the Outway of another.","type":"string","minLength":1,"maxLength":255},"exter\#
        nalContract":{"description":"A contract outside FSC by which we call for an organisati\#
        on that is no peer.","$ref":"#/components/schemas/ExternalContract"}}},"ExternalContra\#
        ct":{"type":"object","required":["reference","delegatorID","delegatorName"],"additiona\#
        lProperties":false,"properties":{"reference":{"type":"string","minLength":1,"descripti\#
        on":"Where the contract can be found."},"delegatorID":{"type":"string","minLength":1,"\#
        description":"The identity of that organisation."},"delegatorName":{"type":"string","m\#
        inLength":1,"description":"Its name."}}},"Renewal":{"type":"object","additionalPropert\#
        ies":false,"properties":{"days":{"type":"integer","description":"How many days the con\#
        tract is valid, from now; absent for as long as the old one was.","minimum":1,"maximum\#
        ":3650}}},"Alias":{"type":"string","pattern":"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$"},\#
        "Grant":{"type":"object","required":["hash","type","service"],"properties":{"hash":{"$\#
        ref":"#/components/schemas/GrantHash"},"type":{"type":"string","enum":["GRANT_TYPE_SER\#
        VICE_PUBLICATION","GRANT_TYPE_SERVICE_CONNECTION","GRANT_TYPE_DELEGATED_SERVICE_CONNEC\#
        TION","GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION"]},"service":{"$ref":"#/components/sch\#
        emas/ServiceName"},"serviceProvider":{"$ref":"#/components/schemas/PeerID"},"outwayPee\#
        r":{"$ref":"#/components/schemas/PeerID"},"directory":{"$ref":"#/components/schemas/Pe\#
        erID"},"outwayIdentification":{"type":"string","description":"Which certificates of th\#
        e Outway may use it."},"protocol":{"$ref":"#/components/schemas/Protocol"},"delegator"\#
        :{"$ref":"#/components/schemas/PeerID"},"purpose":{"$ref":"#/components/schemas/Purpos\#
        e"},"aliases":{"type":"array","description":"The names by which clients call it.","ite\#
        ms":{"$ref":"#/components/schemas/Alias"}}}},"Protocol":{"type":"string","enum":["PROT\#
        OCOL_TCP_HTTP_1.1","PROTOCOL_TCP_HTTP_2"]},"Signature":{"type":"object","required":["p\#
        eerID","type","signedAt"],"properties":{"peerID":{"$ref":"#/components/schemas/PeerID"\#
        },"type":{"type":"string","enum":["accept","reject","revoke"]},"signedAt":{"type":"str\#
        ing","format":"date-time"}}},"Distribution":{"type":"object","description":"A message\#
         about the contract that a peer must still get.","required":["peerID","message","state\#
        ","attempts"],"properties":{"contract":{"$ref":"#/components/schemas/ContractHash"},"p\#
        eerID":{"$ref":"#/components/schemas/PeerID"},"message":{"type":"string","enum":["cont\#
        ract","accept","reject","revoke"]},"state":{"type":"string","enum":["waiting","deliver\#
        ed"]},"attempts":{"type":"integer","minimum":0,"description":"How many attempts failed\#
        ."},"nextAttempt":{"type":"string","format":"date-time"},"lastError":{"type":"string",\#
        "description":"Why the last attempt failed","in one sentence.":null}}},"DistributionLi\#
        st":{"type":"object","required":["distributions"],"properties":{"distributions":{"type\#
        ":"array","items":{"$ref":"#/components/schemas/Distribution"}},"judged":{"type":"bool\#
        ean","description":"Whether the decision hook is asked about the contract again."}}},"\#
        Contract":{"type":"object","required":["hash","state","notBefore","notAfter","peers","\#
        grants","signatures"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash"\#
        },"state":{"$ref":"#/components/schemas/ContractState"},"createdAt":{"type":"string","\#
        format":"date-time"},"notBefore":{"type":"string","format":"date-time"},"notAfter":{"t\#
        ype":"string","format":"date-time"},"peers":{"type":"array","items":{"$ref":"#/compone\#
        nts/schemas/PeerID"}},"grants":{"type":"array","items":{"$ref":"#/components/schemas/G\#
        rant"}},"signatures":{"type":"array","items":{"$ref":"#/components/schemas/Signature"}\#
        },"group":{"type":"string"},"own":{"description":"This organisation.","$ref":"#/compon\#
        ents/schemas/PeerID"},"waitingForUs":{"type":"boolean","description":"Whether our acce\#
        pt is missing."},"waitingFor":{"type":"array","description":"The peers whose accept is\#
         missing.","items":{"$ref":"#/components/schemas/PeerID"}},"judgement":{"type":"object\#
        ","description":"Why the contract waits for us.","required":["wait","reason","since"],\#
        "properties":{"wait":{"type":"string","description":"`person`: no rule accepts it; `ho\#
        ok`: the decision hook is being asked; `hookFailed`: it could not be asked; `hookDenie\#
        d`: it said no.","enum":["person","hook","hookFailed","hookDenied"]},"reason":{"type":\#
        "string"},"since":{"type":"string","format":"date-time"}}},"approvals":{"type":"array"\#
        ,"description":"Who has accepted it, where a second person must.","items":{"type":"str\#
        ing"}},"distributions":{"type":"array","items":{"$ref":"#/components/schemas/Distribut\#
        ion"}}}},"ContractPage":{"type":"object","required":["contracts"],"properties":{"contr\#
        acts":{"type":"array","items":{"$ref":"#/components/schemas/Contract"}},"next":{"type"\#
        :"string","description":"The `cursor` of the next page; absent on the last one."}}},"P\#
        eer":{"type":"object","required":["id","name"],"properties":{"id":{"$ref":"#/component\#
        s/schemas/PeerID"},"name":{"type":"string"},"managerAddress":{"type":"string","format"\#
        :"uri"},"seenAt":{"type":"string","format":"date-time"},"contracts":{"type":"array","d\#
        escription":"The contracts with it; for one peer only.","items":{"type":"object","requ\#
        ired":["hash","state"],"properties":{"hash":{"$ref":"#/components/schemas/ContractHash\#
        "},"state":{"$ref":"#/components/schemas/ContractState"},"services":{"type":"array","i\#
        tems":{"$ref":"#/components/schemas/ServiceName"}},"notAfter":{"type":"string","format\#
        ":"date-time"}}}},"distributions":{"type":"array","description":"What it must still ge\#
        t; for one peer only.","items":{"$ref":"#/components/schemas/Distribution"}}}},"PeerPa\#
        ge":{"type":"object","required":["peers"],"properties":{"peers":{"type":"array","items\#
        ":{"$ref":"#/components/schemas/Peer"}},"next":{"type":"string","description":"The `cu\#
        rsor` of the next page; absent on the last one."}}},"Service":{"type":"object","requir\#
        ed":["name","peerID","state"],"properties":{"name":{"$ref":"#/components/schemas/Servi\#
        ceName"},"peerID":{"$ref":"#/components/schemas/PeerID"},"peerName":{"type":"string"},\#
        "state":{"type":"string","description":"`configured`: own, not published; `proposed`:\#
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
        oad":{"type":"object","required":["message"],"properties":{"message":{"type":"string"}\#
        }},"Problem":{"type":"object","required":["type","title","status","detail"],"propertie\#
        s":{"type":{"type":"string","format":"uri-reference"},"title":{"type":"string"},"statu\#
        s":{"type":"integer","minimum":400,"maximum":599},"detail":{"type":"string"},"errors":\#
        {"type":"array","items":{"type":"object","required":["in","location","detail"],"proper\#
        ties":{"in":{"type":"string","enum":["path","query","body"]},"location":{"type":"objec\#
        t","properties":{"name":{"type":"string"},"pointer":{"type":"string"}}},"detail":{"typ\#
        e":"string"}}}}}}}}
        """#
}
