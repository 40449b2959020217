extension RequirementList {
    static let tokensAndManager = """
        A-01 | MUST | An access token is a JWT that is bound to a certificate
        A-02 | MUST | Its header has the signing certificate and an algorithm of the list
        A-03 | MUST | It has every claim of the standard
        A-04 | MUST | Its audience is the Inway's address with scheme and port
        A-05 | MUST | It is bound to the certificate that asked for it
        A-06 | MUST | It names the delegator of a delegated connection
        A-07 | MUST | It names the delegator of a delegated Service
        A-08 | MUST | It has the properties of the grant
        M-01 | MUST | The Manager has the operations of the interface description
        M-02 | SHOULD | A Manager may stand apart from its Inways
        M-03 | MUST | Contracts with publications and with connections are supported
        M-04 | MUST | Contracts are judged by the rules
        M-05 | MUST | Peers with a contract are kept, with name and address
        M-06 | MUST | Peers that announced themselves are kept, with name and address
        M-07 | MUST | Both are listed
        M-08 | MUST | The certificates of our signatures and tokens are published
        M-09 | MUST | They are published with their chain, without the root
        M-10 | MUST | A Peer is shown its contracts, and only those
        M-11 | MUST | A Peer with a valid connection gets a token
        M-12 | MUST | A token is for a grant of a valid contract
        M-13 | MUST | The client id is the Peer of the certificate
        M-14 | MUST | The grant is for a Service of this Peer
        M-15 | MUST | An Inway of this Peer offers the Service
        M-16 | MUST | The certificate is of the Peer whose Outway the grant names
        M-17 | MUST | The certificate has the key or the name that the grant names
        M-18 | MUST | The client's certificate is verified, and the token bound to it
        M-19 | MUST | A Service's name is unique within its Peer
        M-20 | MUST | A Service is listed while a valid contract publishes it
        M-21 | MUST | A Peer announces itself to a Directory
        M-22 | SHOULD | A Peer that moved tells those it has contracts with
        M-23 | MUST | Our calls to other Managers have our address
        M-24 | MUST | A call without the caller's address is malformed
        M-25 | MUST | A Peer can ask for log records
        M-26 | MUST | It gets only records in which it takes part
        D-01 | MUST | A Directory can sign publications
        D-02 | MUST | A Directory judges publications by the rules
        D-03 | SHOULD | A contract has one publication

        """

    static let proxiesAndErrors = """
        O-01 | MUST | The Outway sends a request to the Inway in the token
        O-02 | MUST | The token is one of the Peer that the grant names as provider
        O-03 | MUST | The token goes in Fsc-Authorization
        O-04 | MUST | A token of another Group is not used
        O-05 | MUST | The path is not changed
        O-06 | MUST | Tokens are asked for with client credentials, grant hash and own id
        O-07 | MUST | Errors of Inway and Service come back unaltered
        O-08 | MUST | Own errors have the form, field, domain and code of the standard
        O-09 | MUST | CONNECT is answered with 405
        I-01 | MUST | The Inway takes requests for every path
        I-02 | MUST | The Inway verifies the token
        I-03 | MUST | It lets in only a token of its own Peer and Group, for a known Service, with the bound certificate
        I-04 | MUST | A request has a token
        I-05 | MUST | The request goes to the Service in the token
        I-06 | MUST | The token stays in the request
        I-07 | MUST | Errors of the Service come back unaltered
        I-08 | MUST | Own errors have the form of the standard, and 401 a challenge
        E-01 | MUST | Errors of Inway and Outway have the code in field and body
        E-02 | MUST | Their status is the standard's
        E-03 | MUST | Errors of the token operation are those of RFC 6749
        E-04 | MUST | Other errors of the Manager have code and domain

        """

    static let logging = """
        L-01 | MUST | A record has every member of the interface description
        L-02 | MUST | Grant, both Peers and the Service are those of the token
        L-03 | MUST | Delegators are those of the token
        L-04 | MUST | Delegated sources and destinations have their own form
        L-05 | MUST | The Outway makes a TransactionID that is unique
        L-06 | MUST | The Outway writes a record before it sends the request
        L-07 | MUST | The TransactionID goes to the Inway and back to the client
        L-08 | MUST | Without a record the Outway denies the request
        L-09 | MUST | The Inway takes the Outway's TransactionID, records first, and passes it to the Service
        L-10 | MUST | Without a record the Inway denies the request
        L-11 | MUST | A request goes on only once its record is known to be kept
        L-12 | SHOULD | Clients and Services add the TransactionID to their own logs

        """

    static let externalContract = """
        X-01 | MUST | A connection names an external contract by reference, delegator and its name
        X-02 | MUST | A publication names an external contract by reference, delegator and its name
        X-03 | Group | The external contract exists and can be read
        X-04 | Group | It gives the delegatee authority
        X-05 | Group | Its delegator is the one that is named
        X-06 | Group | Its scope covers the Service
        X-07 | MUST | A person or a component outside FSC judges it: no rule signs it
        X-08 | MUST | A contract whose reference does not hold is rejected
        X-09 | MUST | The reference is in the additional data of log records
        X-10 | MUST | The Inway's records have it
        X-11 | MUST | The Outway's records have it
        X-12 | MUST | The token has it among the properties
        D-04 | MUST | A Directory lists it with the Service
        D-05 | MUST | A Directory keeps on record how it judged

        """

    static let digikoppeling = """
        TransactionID is a UUIDv7 | MUST | Transaction ids are UUIDs of version 7
        PKIoverheid anchors | Group | The anchors are those of PKIoverheid
        Peer id is the OIN | MUST | The Peer id is the OIN in the subject's serial number, the name its organisation
        TLS 1.2 or later with forward secrecy | MUST | Older TLS and suites without forward secrecy are refused
        Ports 443 and 8443 | MUST | Data goes over 443, management over 8443
        Ten grants at most | MUST | A contract has at most ten grants
        Retry with exponential backoff | MUST | Contracts and signatures are sent again, with waits that double up to 300 seconds
        Core and Logging | MUST | Core and Logging are both used

        """
}
