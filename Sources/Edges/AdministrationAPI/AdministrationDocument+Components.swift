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
        ":1,"maximum":3650,"default":365},"notBefore":{"description":"The first moment of the\#
         contract; a minute ago when it is absent.","$ref":"#/components/schemas/DateOrMoment"\#
        },"notAfter":{"description":"The end of the contract, in place of `days`.","$ref":"#/c\#
        omponents/schemas/DateOrMoment"},"grants":{"type":"array","description":"More connecti\#
        ons in the same contract: to the same provider, by the same Outway. The alias is that\#
         of the first.","maxItems":9,"items":{"$ref":"#/components/schemas/FurtherGrant"}},"pr\#
        operties":{"type":"object","description":"Properties of extensions that the Group uses\#
        , for every grant of the contract. Those that this gateway writes itself have members\#
         of their own."},"alias":{"description":"A name by which clients call the grant; it fo\#
        llows renewals.","$ref":"#/components/schemas/Alias"},"identification":{"type":"string\#
        ","description":"How providers know our own Outway; by its domain name where the certi\#
        ficate has one.","enum":["domainName","publicKey"]},"delegator":{"description":"The or\#
        ganisation on whose behalf the Outway calls; it must accept too.","$ref":"#/components\#
        /schemas/PeerID"},"outwayPeer":{"description":"The organisation whose Outway calls; ab\#
        sent for our own. Another's calls on our behalf.","$ref":"#/components/schemas/PeerID"\#
        },"outwayName":{"description":"The domain name in the Outway's certificate; required f\#
        or the Outway of another.","type":"string","minLength":1,"maxLength":255},"externalCon\#
        tract":{"description":"A contract outside FSC by which we call for an organisation tha\#
        t is no peer.","$ref":"#/components/schemas/ExternalContract"}}},"FurtherGrant":{"type\#
        ":"object","required":["service"],"additionalProperties":false,"properties":{"service"\#
        :{"$ref":"#/components/schemas/ServiceName"},"purpose":{"$ref":"#/components/schemas/P\#
        urposeID"}}},"DateOrMoment":{"type":"string","description":"A moment by RFC 3339, or a\#
         date, which is its midnight in UTC.","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt].+)?$\#
        "},"ExternalContract":{"type":"object","required":["reference","delegatorID","delegato\#
        rName"],"additionalProperties":false,"properties":{"reference":{"type":"string","minLe\#
        ngth":1,"description":"Where the contract can be found."},"delegatorID":{"type":"strin\#
        g","minLength":1,"description":"The identity of that organisation."},"delegatorName":{\#
        "type":"string","minLength":1,"description":"Its name."}}},"Renewal":{"type":"object",\#
        "additionalProperties":false,"properties":{"days":{"type":"integer","description":"How\#
         many days the contract is valid, from now; absent for as long as the old one was.","m\#
        inimum":1,"maximum":3650}}},"Alias":{"type":"string","pattern":"^[a-z0-9]([a-z0-9.-]{0\#
        ,61}[a-z0-9])?$"},"Grant":{"type":"object","required":["hash","type","service"],"prope\#
        rties":{"hash":{"$ref":"#/components/schemas/GrantHash"},"type":{"type":"string","enum\#
        ":["GRANT_TYPE_SERVICE_PUBLICATION","GRANT_TYPE_SERVICE_CONNECTION","GRANT_TYPE_DELEGA\#
        TED_SERVICE_CONNECTION","GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION"]},"service":{"$ref"\#
        :"#/components/schemas/ServiceName"},"serviceProvider":{"$ref":"#/components/schemas/P\#
        eerID"},"outwayPeer":{"$ref":"#/components/schemas/PeerID"},"directory":{"$ref":"#/com\#
        ponents/schemas/PeerID"},"outwayIdentification":{"type":"string","description":"Which\#
         certificates of the Outway may use it."},"protocol":{"$ref":"#/components/schemas/Pro\#
        tocol"},"delegator":{"$ref":"#/components/schemas/PeerID"},"purpose":{"$ref":"#/compon\#
        ents/schemas/Purpose"},"aliases":{"type":"array","description":"The names by which cli\#
        ents call it.","items":{"$ref":"#/components/schemas/Alias"}}}},"Protocol":{"type":"st\#
        ring","enum":["PROTOCOL_TCP_HTTP_1.1","PROTOCOL_TCP_HTTP_2"]},"Signature":{"type":"obj\#
        ect","required":["peerID","type","signedAt"],"properties":{"peerID":{"$ref":"#/compone\#
        nts/schemas/PeerID"},"type":{"type":"string","enum":["accept","reject","revoke"]},"sig\#
        nedAt":{"type":"string","format":"date-time"}}},"Distribution":{"type":"object","descr\#
        iption":"A message about the contract that a peer must still get.","required":["peerID\#
        ","message","state","attempts"],"properties":{"contract":{"$ref":"#/components/schemas\#
        /ContractHash"},"peerID":{"$ref":"#/components/schemas/PeerID"},"message":{"type":"str\#
        ing","enum":["contract","accept","reject","revoke"]},"state":{"type":"string","enum":[\#
        "waiting","delivered"]},"attempts":{"type":"integer","minimum":0,"description":"How ma\#
        ny attempts failed."},"nextAttempt":{"type":"string","format":"date-time"},"lastError"\#
        :{"type":"string","description":"Why the last attempt failed, in one sentence."}}},"Di\#
        stributionList":{"type":"object","required":["distributions"],"properties":{"distribut\#
        ions":{"type":"array","items":{"$ref":"#/components/schemas/Distribution"}},"judged":{\#
        "type":"boolean","description":"Whether the decision hook is asked about the contract\#
         again."}}},"Contract":{"type":"object","required":["hash","state","notBefore","notAft\#
        er","peers","grants","signatures"],"properties":{"hash":{"$ref":"#/components/schemas/\#
        ContractHash"},"state":{"$ref":"#/components/schemas/ContractState"},"createdAt":{"typ\#
        e":"string","format":"date-time"},"notBefore":{"type":"string","format":"date-time"},"\#
        notAfter":{"type":"string","format":"date-time"},"peers":{"type":"array","items":{"$re\#
        f":"#/components/schemas/PeerID"}},"grants":{"type":"array","items":{"$ref":"#/compone\#
        nts/schemas/Grant"}},"signatures":{"type":"array","items":{"$ref":"#/components/schema\#
        s/Signature"}},"group":{"type":"string"},"own":{"description":"This organisation.","$r\#
        ef":"#/components/schemas/PeerID"},"waitingForUs":{"type":"boolean","description":"Whe\#
        ther our accept is missing."},"waitingFor":{"type":"array","description":"The peers wh\#
        ose accept is missing.","items":{"$ref":"#/components/schemas/PeerID"}},"judgement":{"\#
        type":"object","description":"Why the contract waits for us.","required":["wait","reas\#
        on","since"],"properties":{"wait":{"type":"string","description":"`person`: no rule ac\#
        cepts it; `hook`: the decision hook is being asked; `hookFailed`: it could not be aske\#
        d; `hookDenied`: it said no.","enum":["person","hook","hookFailed","hookDenied"]},"rea\#
        son":{"type":"string"},"since":{"type":"string","format":"date-time"}}},"approvals":{"\#
        type":"array","description":"Who has accepted it, where a second person must.","items"\#
        :{"type":"string"}},"obstacles":{"type":"array","description":"What keeps the contract\#
         from serving here, where this organisation is the provider: a service or purpose that\#
         is not offered, another field policy or document than is published, the same grant tw\#
        ice. It is accepted with `force=true` only, and never by a rule or hook.","items":{"ty\#
        pe":"string"}},"distributions":{"type":"array","items":{"$ref":"#/components/schemas/D\#
        istribution"}}}},"ContractPage":{"type":"object","required":["contracts"],"properties"\#
        :{"contracts":{"type":"array","items":{"$ref":"#/components/schemas/Contract"}},"next"\#
        :{"type":"string","description":"The `cursor` of the next page; absent on the last one\#
        ."}}},"Peer":{"type":"object","required":["id","name"],"properties":{"id":{"$ref":"#/c\#
        omponents/schemas/PeerID"},"name":{"type":"string"},"managerAddress":{"type":"string",\#
        "format":"uri"},"seenAt":{"type":"string","format":"date-time"},"contracts":{"type":"a\#
        rray","description":"The contracts with it; for one peer only.","items":{"type":"objec\#
        t","required":["hash","state"],"properties":{"hash":{"$ref":"#/components/schemas/Cont\#
        ractHash"},"state":{"$ref":"#/components/schemas/ContractState"},"services":{"type":"a\#
        rray","items":{"$ref":"#/components/schemas/ServiceName"}},"notAfter":{"type":"string"\#
        ,"format":"date-time"}}}},"distributions":{"type":"array","description":"What it must\#
         still get; for one peer only.","items":{"$ref":"#/components/schemas/Distribution"}}}\#
        },"PeerPage":{"type":"object","required":["peers"],"properties":{"peers":{"type":"arra\#
        y","items":{"$ref":"#/components/schemas/Peer"}},"next":{"type":"string","description"\#
        :"The `cursor` of the next page; absent on the last one."}}},"Service":{"type":"object\#
        ","required":["name","peerID","state"],"properties":{"name":{"$ref":"#/components/sche\#
        mas/ServiceName"},"peerID":{"$ref":"#/components/schemas/PeerID"},"peerName":{"type":"\#
        string"},"state":{"type":"string","description":"`configured`: own, not published; `pr\#
        oposed`: own, not signed by a directory yet; `published`: own, listed by a directory;\#
         `listed`: of another peer.","enum":["configured","proposed","published","listed"]},"p\#
        rotocol":{"$ref":"#/components/schemas/Protocol"},"directory":{"$ref":"#/components/sc\#
        hemas/PeerID"},"purposes":{"type":"array","items":{"$ref":"#/components/schemas/Purpos\#
        e"}}}},"PurposeList":{"type":"object","required":["purposes"],"properties":{"purposes"\#
        :{"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/Purpose"},{"type":"ob\#
        ject","properties":{"services":{"type":"array","items":{"type":"object","required":["p\#
        eerID","name"],"properties":{"peerID":{"$ref":"#/components/schemas/PeerID"},"name":{"\#
        $ref":"#/components/schemas/ServiceName"}}}}}}]}},"unreachable":{"$ref":"#/components/\#
        schemas/Unreachable"}}},"PurposeExplanation":{"type":"object","required":["purposes"],\#
        "properties":{"purposes":{"type":"array","items":{"allOf":[{"$ref":"#/components/schem\#
        as/Purpose"},{"type":"object","required":["peerID","service"],"properties":{"peerID":{\#
        "$ref":"#/components/schemas/PeerID"},"service":{"$ref":"#/components/schemas/ServiceN\#
        ame"},"grant":{"$ref":"#/components/schemas/GrantHash"},"inForce":{"type":"boolean","d\#
        escription":"Whether the field policy that is pinned is the one that is configured."},\#
        "unknown":{"type":"string","description":"Why it cannot be told what may be asked and\#
         seen."},"operations":{"type":"array","items":{"$ref":"#/components/schemas/PurposeOpe\#
        ration"}}}}]}}}},"PurposeOperation":{"type":"object","description":"What may be asked\#
         of one operation and seen of its answers; places are JSON pointers with * and **.","r\#
        equired":["id","method","path","summary","request","answer"],"properties":{"id":{"type\#
        ":"string"},"method":{"type":"string"},"path":{"type":"string"},"summary":{"type":"str\#
        ing"},"request":{"type":"object","properties":{"values":{"type":"object","description"\#
        :"The only values that a place may have."},"fields":{"type":"object","description":"Wh\#
        ere fields are asked for and from where they are counted."},"subjects":{"type":"array"\#
        ,"items":{"type":"object"},"description":"Where persons stand."},"parameters":{"type":\#
        "array","items":{"type":"string"}}}},"answer":{"type":"object","properties":{"allow":{\#
        "type":"array","items":{"type":"string"}},"always":{"type":"array","items":{"type":"st\#
        ring"}},"errors":{"type":"array","items":{"type":"string"}},"subjects":{"type":"array"\#
        ,"items":{"type":"object"}},"headerFields":{"type":"array","items":{"type":"string"}},\#
        "opaque":{"type":"boolean","description":"Whether answers that are not JSON pass unrea\#
        d."}}}}},"DeviationList":{"type":"object","required":["deviations","others"],"properti\#
        es":{"deviations":{"type":"array","items":{"$ref":"#/components/schemas/Deviation"}},"\#
        others":{"type":"integer","minimum":0,"description":"Deviations of kinds beyond the bo\#
        und."}}},"Deviation":{"type":"object","required":["side","mode","operation","direction\#
        ","path","keyword","count","change","changeIsForSender","peers"],"properties":{"servic\#
        e":{"$ref":"#/components/schemas/ServiceName"},"document":{"type":"string","descriptio\#
        n":"The SHA-256 of a provider's document."},"side":{"type":"string","enum":["provider"\#
        ,"consumer"]},"mode":{"type":"string","enum":["off","logOnly","enforce"]},"operation":\#
        {"type":"string"},"direction":{"type":"string","enum":["request","answer"]},"path":{"t\#
        ype":"string","description":"The place: * for any item, ? for a member that is not dec\#
        lared."},"keyword":{"type":"string"},"seen":{"type":"string","description":"The kind o\#
        f value that was seen, where the type is what is wrong."},"schema":{"type":"string","d\#
        escription":"The place of the keyword in the service's document."},"count":{"type":"in\#
        teger","minimum":1},"change":{"type":"string","description":"The smallest change that\#
         would end the deviation."},"changeIsForSender":{"type":"boolean","description":"Wheth\#
        er no schema can describe what was sent."},"peers":{"type":"array","description":"Who\#
         breaks when it is enforced, the most frequent first.","items":{"type":"object","requi\#
        red":["peerID","count"],"properties":{"peerID":{"type":["string","null"]},"count":{"ty\#
        pe":"integer","minimum":1}}}}}},"Unreachable":{"type":"array","description":"The direc\#
        tories that could not be asked, with the reason.","items":{"type":"object","required":\#
        ["directory","reason"],"properties":{"directory":{"$ref":"#/components/schemas/PeerID"\#
        },"reason":{"type":"string"}}}},"ServiceList":{"type":"object","required":["services"]\#
        ,"properties":{"services":{"type":"array","items":{"$ref":"#/components/schemas/Servic\#
        e"}},"unreachable":{"$ref":"#/components/schemas/Unreachable"}}},"ExchangeSummary":{"t\#
        ype":"object","required":["startedAt","outcome"],"properties":{"transactionID":{"type"\#
        :"string","format":"uuid","description":"Absent where a request was denied before it h\#
        ad one."},"startedAt":{"type":"string","format":"date-time"},"direction":{"type":"stri\#
        ng","enum":["incoming","outgoing"]},"peerID":{"$ref":"#/components/schemas/PeerID"},"s\#
        ervice":{"$ref":"#/components/schemas/ServiceName"},"grant":{"$ref":"#/components/sche\#
        mas/GrantHash"},"delegator":{"description":"The organisation on whose behalf the Outwa\#
        y called.","$ref":"#/components/schemas/PeerID"},"serviceDelegator":{"description":"Th\#
        e organisation on whose behalf the service is offered.","$ref":"#/components/schemas/P\#
        eerID"},"purpose":{"$ref":"#/components/schemas/PurposeID"},"outcome":{"$ref":"#/compo\#
        nents/schemas/Outcome"},"status":{"type":"integer","description":"The HTTP status that\#
         was answered."},"reason":{"type":"string","description":"Why it was refused, as a cod\#
        e."},"client":{"type":"string","description":"The client of the Outway, by its configu\#
        red name."},"count":{"type":"integer","description":"How many refusals alike this entr\#
        y stands for, when more than one."}}},"ExchangePage":{"type":"object","required":["exc\#
        hanges"],"properties":{"exchanges":{"type":"array","items":{"$ref":"#/components/schem\#
        as/ExchangeSummary"}},"next":{"type":"string","description":"The `cursor` of the next\#
         page; absent on the last one."}}},"LogEntry":{"type":"object","required":["kind","ind\#
        ex","writtenAt","leafHash","proof"],"properties":{"kind":{"type":"string","enum":["REQ\#
        ","DISCLOSED","FIN","DENIAL"]},"index":{"type":"integer","description":"The place in t\#
        he log.","minimum":0},"writtenAt":{"type":"string","format":"date-time"},"leafHash":{"\#
        type":"string","description":"RFC 6962's leaf hash in hexadecimal.","pattern":"^[0-9a-\#
        f]{64}$"},"fields":{"type":"object","description":"What the entry says; subjects only\#
         as pseudonyms."},"proof":{"$ref":"#/components/schemas/InclusionProof"}}},"InclusionP\#
        roof":{"type":"object","required":["verified","treeSize","rootHash","hashes"],"propert\#
        ies":{"verified":{"type":"boolean","description":"Whether the gateway has checked the\#
         proof against its own checkpoint."},"treeSize":{"type":"integer","minimum":1},"rootHa\#
        sh":{"type":"string","pattern":"^[0-9a-f]{64}$"},"hashes":{"type":"array","items":{"ty\#
        pe":"string","pattern":"^[0-9a-f]{64}$"}}}},"Exchange":{"type":"object","required":["t\#
        ransactionID","outcome","entries","proof"],"properties":{"transactionID":{"type":"stri\#
        ng","format":"uuid"},"outcome":{"$ref":"#/components/schemas/Outcome"},"entries":{"typ\#
        e":"array","items":{"$ref":"#/components/schemas/LogEntry"}},"proof":{"type":"object",\#
        "description":"All proofs of the entries together.","required":["verified"],"propertie\#
        s":{"verified":{"type":"boolean"},"checkpoint":{"type":"string","description":"The sig\#
        ned note that the proofs lead to."}}}}},"Status":{"type":"object","required":["ready",\#
        "checks"],"properties":{"ready":{"type":"boolean"},"version":{"type":"string"},"checks\#
        ":{"type":"array","items":{"type":"object","required":["name","state","passes","detail\#
        "],"properties":{"name":{"type":"string"},"state":{"type":"string","enum":["pass","war\#
        n","fail"],"description":"Whether it holds; whether only some partner is kept out or s\#
        omebody should act; whether the gateway cannot serve."},"passes":{"type":"boolean","de\#
        scription":"Whether the state is not fail."},"detail":{"type":"string"}}}},"refusedHan\#
        dshakes":{"type":"array","description":"The peers that were refused in their handshake\#
        s since the start, the latest first, 50 at most. Nothing that a certificate says of it\#
        self is proven.","items":{"type":"object","required":["reason","address","count","last\#
        "],"properties":{"reason":{"type":"string"},"address":{"type":"string"},"listener":{"t\#
        ype":"string"},"count":{"type":"integer","minimum":1},"last":{"type":"string","format"\#
        :"date-time"},"peerID":{"type":"string"},"subject":{"type":"string"},"issuer":{"type":\#
        "string"},"serialNumber":{"type":"string","description":"In hexadecimal."}}}},"distrib\#
        utions":{"type":"integer","minimum":0,"description":"How many messages wait for peers.\#
        "},"restored":{"type":"object","description":"Only while the gateway knows that its st\#
        ate is older than the world, as after a copy was put back: contracts with the peers th\#
        at are missing are held.","required":["reason","since","missing"],"properties":{"reaso\#
        n":{"type":"string","description":"How that was noticed."},"since":{"type":"string","f\#
        ormat":"date-time"},"missing":{"type":"array","description":"The peers that have not t\#
        old yet what they hold.","items":{"$ref":"#/components/schemas/PeerID"}}}},"documents"\#
        :{"type":"array","description":"The OpenAPI documents that payloads are checked by.","\#
        items":{"type":"object","required":["title","operations","bytes"],"properties":{"servi\#
        ce":{"$ref":"#/components/schemas/ServiceName"},"document":{"type":"string","descripti\#
        on":"The SHA-256 of a provider's document."},"title":{"type":"string"},"operations":{"\#
        type":"integer","minimum":0},"bytes":{"type":"integer","minimum":0,"description":"The\#
         memory that the compiled schemas take, about."}}}},"warnings":{"type":"array","descri\#
        ption":"What ends within 90, 30 or 7 days, or has ended; the nearest first.","items":{\#
        "type":"object","required":["kind","subject","ends","days","level","mend"],"properties\#
        ":{"kind":{"type":"string","enum":["certificate","anchor","revocationList","contract"]\#
        },"subject":{"type":"string"},"ends":{"type":"string","format":"date-time"},"days":{"t\#
        ype":"integer","minimum":0},"level":{"type":"integer","enum":[0,7,30,90]},"exchangesPe\#
        rDay":{"type":"integer","description":"How many exchanges depend on it, by the last se\#
        ven days of the log.","minimum":0},"atLeast":{"type":"boolean","description":"Whether\#
         there were more than were counted."},"mend":{"type":"string"}}}}}},"Reload":{"type":"\#
        object","required":["message"],"properties":{"message":{"type":"string","description":\#
        "What was read, and what of it is in force."},"restart":{"type":"string","description"\#
        :"What has changed in the configuration file since the gateway started and waits for a\#
         restart, or why the file cannot be used; absent when it says what the gateway runs wi\#
        th."}}},"Problem":{"type":"object","required":["type","title","status","detail"],"prop\#
        erties":{"type":{"type":"string","format":"uri-reference"},"title":{"type":"string"},"\#
        status":{"type":"integer","minimum":400,"maximum":599},"detail":{"type":"string"},"err\#
        ors":{"type":"array","items":{"type":"object","required":["in","location","detail"],"p\#
        roperties":{"in":{"type":"string","enum":["path","query","body"]},"location":{"type":"\#
        object","properties":{"name":{"type":"string"},"pointer":{"type":"string"}}},"detail":\#
        {"type":"string"}}}}}}}}
        """#
}
