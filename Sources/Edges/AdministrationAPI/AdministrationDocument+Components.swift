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
        {"$ref":"#/components/schemas/Problem"}}}}}}
        """#
}
