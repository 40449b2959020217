extension AdministrationDocument {
    static let schemas = #"""
        {"PeerID":{"type":"string","description":"The identity of an organisation in the Group\#
        ; an OIN as a rule.","minLength":1,"maxLength":255,"examples":["00000099000000001000"]\#
        },"ServiceName":{"type":"string","pattern":"^[a-zA-Z0-9._-]{1,100}$","examples":["pers\#
        onen"]},"PurposeID":{"type":"string","minLength":1,"maxLength":200,"examples":["https:\#
        //doelen.example.org/parkeervergunning"]},"ContractHash":{"type":"string","pattern":"^\#
        \\$1\\$1\\$[A-Za-z0-9_-]{86}$"},"GrantHash":{"type":"string","pattern":"^\\$1\\$[2-5]\#
        \\$[A-Za-z0-9_-]{86}$"},"ContractState":{"type":"string","enum":["proposed","valid","r\#
        ejected","revoked","expired"]},"Outcome":{"type":"string","description":"`answered`: t\#
        he service's answer reached the client; `refused`: by a rule, on record or as a denial\#
        ; `failed`: it broke down on the way; `unknown`: the log holds no completion.","enum":\#
        ["answered","refused","failed","unknown"]},"Purpose":{"type":"object","required":["id"\#
        ],"properties":{"id":{"$ref":"#/components/schemas/PurposeID"},"label":{"type":"string\#
        "},"legal_basis":{"type":"string"},"legal_sources":{"type":"array","items":{"type":"st\#
        ring"}},"authorisation_reference":{"type":"string"},"field_policy_sha256":{"type":"str\#
        ing","description":"The SHA-256 of the provider's field policy, which the contract pin\#
        s.","pattern":"^[0-9a-f]{64}$"},"document_sha256":{"type":"string","description":"The\#
         SHA-256 of the document that the field policy leaves of the service's.","pattern":"^[\#
        0-9a-f]{64}$"},"contract_label":{"type":"string","description":"The label in the contr\#
        act, where it is not that of the purpose that this organisation publishes; `label` is\#
         then the published one."},"contract_legal_basis":{"type":"string","description":"The\#
         same for the legal basis."}}},"ContractProposal":{"type":"object","required":["peerID\#
        ","service"],"additionalProperties":false,"properties":{"peerID":{"description":"The p\#
        rovider.","$ref":"#/components/schemas/PeerID"},"service":{"$ref":"#/components/schema\#
        s/ServiceName"},"purpose":{"description":"One of the purposes that the provider publis\#
        hed with the service.","$ref":"#/components/schemas/PurposeID"},"days":{"type":"intege\#
        r","description":"How many days the contract is valid, from now.","minimum":1,"maximum\#
        ":3650,"default":365},"notBefore":{"description":"The first moment of the contract; a\#
         minute ago when it is absent.","$ref":"#/components/schemas/DateOrMoment"},"notAfter"\#
        :{"description":"The end of the contract, in place of `days`.","$ref":"#/components/sc\#
        hemas/DateOrMoment"},"grants":{"type":"array","description":"More connections in the s\#
        ame contract: to the same provider, by the same Outway. The alias is that of the first\#
        .","maxItems":9,"items":{"$ref":"#/components/schemas/FurtherGrant"}},"properties":{"t\#
        ype":"object","description":"Properties of extensions that the Group uses, for every g\#
        rant of the contract. Those that this gateway writes itself have members of their own.\#
        "},"alias":{"description":"A name by which clients call the grant; it follows renewals\#
        .","$ref":"#/components/schemas/Alias"},"identification":{"type":"string","description\#
        ":"How providers know our own Outway; by its domain name where the certificate has one\#
        .","enum":["domainName","publicKey"]},"delegator":{"description":"The organisation on\#
         whose behalf the Outway calls; it must accept too.","$ref":"#/components/schemas/Peer\#
        ID"},"outwayPeer":{"description":"The organisation whose Outway calls; absent for our\#
         own. Another's calls on our behalf.","$ref":"#/components/schemas/PeerID"},"outwayNam\#
        e":{"description":"The domain name in the Outway's certificate; required for the Outwa\#
        y of another.","type":"string","minLength":1,"maxLength":255},"externalContract":{"des\#
        cription":"A contract outside FSC by which we call for an organisation that is no peer\#
        .","$ref":"#/components/schemas/ExternalContract"}}},"FurtherGrant":{"type":"object","\#
        required":["service"],"additionalProperties":false,"properties":{"service":{"$ref":"#/\#
        components/schemas/ServiceName"},"purpose":{"$ref":"#/components/schemas/PurposeID"}}}\#
        ,"DateOrMoment":{"type":"string","description":"A moment by RFC 3339, or a date, which\#
         is its midnight in UTC.","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt].+)?$"},"External\#
        Contract":{"type":"object","required":["reference","delegatorID","delegatorName"],"add\#
        itionalProperties":false,"properties":{"reference":{"type":"string","minLength":1,"des\#
        cription":"Where the contract can be found."},"delegatorID":{"type":"string","minLengt\#
        h":1,"description":"The identity of that organisation."},"delegatorName":{"type":"stri\#
        ng","minLength":1,"description":"Its name."}}},"Renewal":{"type":"object","additionalP\#
        roperties":false,"properties":{"days":{"type":"integer","description":"How many days t\#
        he contract is valid, from now; absent for as long as the old one was.","minimum":1,"m\#
        aximum":3650},"same":{"type":"boolean","description":"Take the purposes as the old con\#
        tract has them, not as they are published now."}}},"Differences":{"type":"object","req\#
        uired":["differences"],"properties":{"differences":{"type":"array","items":{"$ref":"#/\#
        components/schemas/Difference"}}}},"Difference":{"type":"object","description":"What a\#
         renewed grant says otherwise than the old one.","required":["service","serviceProvide\#
        r","words"],"properties":{"service":{"$ref":"#/components/schemas/ServiceName"},"servi\#
        ceProvider":{"$ref":"#/components/schemas/PeerID"},"purpose":{"type":"string"},"contra\#
        ct":{"description":"The contract that is compared with, where it is not the one that i\#
        s renewed.","$ref":"#/components/schemas/ContractHash"},"state":{"$ref":"#/components/\#
        schemas/ContractState"},"words":{"type":"array","description":"What is written in othe\#
        r words, the period included.","items":{"type":"object","required":["name"],"propertie\#
        s":{"name":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"}}}},"field\#
        s":{"type":"object","description":"What may be asked and seen otherwise; absent where\#
         the policy is the same.","properties":{"added":{"type":"array","items":{"type":"strin\#
        g"}},"removed":{"type":"array","items":{"type":"string"}},"changed":{"type":"array","i\#
        tems":{"type":"string"}}}},"unknown":{"type":"string","description":"Why it cannot be\#
         told which fields differ."}}},"Digest":{"type":"string","pattern":"^[0-9a-f]{64}$"},"\#
        Reason":{"type":"object","additionalProperties":false,"properties":{"reason":{"$ref":"\#
        #/components/schemas/ReasonText"}}},"RequiredReason":{"type":"object","required":["rea\#
        son"],"additionalProperties":false,"properties":{"reason":{"$ref":"#/components/schema\#
        s/ReasonText"}}},"ReasonText":{"type":"string","description":"Why, for the record; nev\#
        er a citizen's number.","minLength":1,"maxLength":400},"FieldPolicyList":{"type":"obje\#
        ct","required":["policies"],"properties":{"policies":{"type":"array","items":{"$ref":"\#
        #/components/schemas/FieldPolicy"}},"contracts":{"type":"array","description":"What a\#
         change means for contracts, a sentence each.","items":{"type":"string"}},"message":{"\#
        type":"string"}}},"FieldPolicy":{"type":"object","required":["digest","service","purpo\#
        se","label","isPublished","contracts"],"properties":{"digest":{"$ref":"#/components/sc\#
        hemas/Digest"},"service":{"$ref":"#/components/schemas/ServiceName"},"purpose":{"type"\#
        :"string"},"label":{"type":"string"},"isPublished":{"type":"boolean","description":"Wh\#
        ether new contracts may pin it."},"contracts":{"type":"integer","minimum":0,"descripti\#
        on":"How many contracts in force pin it."},"peers":{"type":"array","description":"Whos\#
        e contracts these are.","items":{"$ref":"#/components/schemas/PeerID"}},"withdrawn":{"\#
        type":"object","required":["reason","person","at"],"properties":{"reason":{"type":"str\#
        ing"},"person":{"type":"string"},"at":{"type":"string","format":"date-time"}}}}},"Alia\#
        s":{"type":"string","pattern":"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$"},"Grant":{"type"\#
        :"object","required":["hash","type","service"],"properties":{"hash":{"$ref":"#/compone\#
        nts/schemas/GrantHash"},"type":{"type":"string","enum":["GRANT_TYPE_SERVICE_PUBLICATIO\#
        N","GRANT_TYPE_SERVICE_CONNECTION","GRANT_TYPE_DELEGATED_SERVICE_CONNECTION","GRANT_TY\#
        PE_DELEGATED_SERVICE_PUBLICATION"]},"service":{"$ref":"#/components/schemas/ServiceNam\#
        e"},"serviceProvider":{"$ref":"#/components/schemas/PeerID"},"outwayPeer":{"$ref":"#/c\#
        omponents/schemas/PeerID"},"directory":{"$ref":"#/components/schemas/PeerID"},"outwayI\#
        dentification":{"type":"string","description":"Which certificates of the Outway may us\#
        e it."},"protocol":{"$ref":"#/components/schemas/Protocol"},"delegator":{"$ref":"#/com\#
        ponents/schemas/PeerID"},"purpose":{"$ref":"#/components/schemas/Purpose"},"properties\#
        ":{"type":"object","description":"What the grant holds besides, as it was signed."},"a\#
        liases":{"type":"array","description":"The names by which clients call it.","items":{"\#
        $ref":"#/components/schemas/Alias"}}}},"Party":{"type":"object","required":["peerID"],\#
        "properties":{"peerID":{"$ref":"#/components/schemas/PeerID"},"name":{"type":"string",\#
        "description":"As it announced itself; absent where it did not."}}}}
        """#
}
