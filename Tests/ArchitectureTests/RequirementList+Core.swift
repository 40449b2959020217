extension RequirementList {
    /// FSC Core 2.0.0, by component.
    static let core = groupAndTLS + contracts + tokensAndManager + proxiesAndErrors

    private static let groupAndTLS = """
        G-01 | MUST | Everything that a Group decides is a setting: anchors, id, identity attributes, directories, ports, TLS
        G-02 | MAY | A Group may add rules: extensions, retention, retries, revocation checks
        G-03 | SHOULD | Core is used together with Logging
        G-04 | MUST | The Group id is 1 to 100 letters, digits and ./_-
        G-05 | Group | The Group decides how long log records are kept
        G-06 | MAY | The Group may fix the form of transaction ids
        G-07 | MUST | The rules of the Dutch Group are the defaults
        T-01 | MUST | A Manager speaks HTTP/1.1
        T-02 | MAY | A Manager may speak HTTP/2
        T-03 | MUST | Outway and Inway speak the protocol that the Service is published with
        T-04 | MUST | Advertised ports are 443 or 8443
        T-05 | SHOULD | Data goes over 443, management over 8443
        T-06 | MUST | A Peer's id is read from the attribute of the certificate that the Group names
        T-07 | Group | An authority gives a Peer the same id in every certificate
        T-08 | MUST | A Peer has a readable name out of its certificate
        T-09 | MUST | Every anchor of the Group's list is accepted
        T-10 | Group | An authority validates the organisation before it issues
        T-11 | MUST | Peers speak mutual TLS with X.509 certificates
        T-12 | MUST | The names of a component are the alternative names of its certificate
        T-13 | MUST | Names are matched as RFC 6125 says
        T-14 | MUST | Only the TLS versions and suites of the Group are spoken
        T-15 | MUST | Certificate thumbprints are base64url SHA-256 over DER
        T-16 | MUST | Contracts hold key thumbprints in hexadecimal, tokens hold certificate thumbprints
        T-17 | MUST | A Manager takes connections only with a certificate of the Group
        T-18 | MUST | An Outway shows a certificate of the Group to Inways
        T-19 | MUST | An Inway takes connections only with a certificate of the Group
        T-20 | MUST | Tokens are fetched over mutual TLS with a certificate of the Group
        T-21 | MAY | Clients may use TLS towards the Outway

        """

    private static let contracts = """
        K-01 | MUST | A contract's content is I-JSON
        K-02 | MUST | Properties of extensions obey the same rules
        K-03 | MUST | The iv is a UUID that no other contract has
        K-04 | MUST | The hash algorithm is there and known
        K-05 | MUST | The version of FSC is there and known
        K-06 | MUST | A contract is not made in the future
        K-07 | MUST | A contract is of the Manager's own Group
        K-08 | MUST | The period is not empty and ends in the future
        K-09 | MUST | A contract has at least one grant
        K-10 | MUST | A publication does not stand beside another type of grant
        K-11 | MUST | A publication is for the receiving Directory, of the offering Peer, with a well-formed name
        K-12 | MUST | A publication counts when Directory and provider have accepted
        K-13 | MUST | A delegated publication names the delegator, the Directory and the provider that are meant
        K-14 | MUST | A delegated publication counts when the delegator has accepted too
        K-15 | MUST | A connection is to a Service that the receiving Peer offers
        K-16 | MUST | An Outway is identified by what its identification type says
        K-17 | MUST | A connection counts when consumer and provider have accepted, and the delegator of the Service
        K-18 | MUST | A delegated connection obeys the rules of a connection, with its delegator
        K-19 | MUST | A delegated connection counts when the delegator has accepted too
        K-20 | MUST | A stored contract keeps the order of arrays
        K-21 | MUST | The state of a contract follows from signatures and time, and one rejection or revocation ends it
        P-01 | MAY | A grant may have properties
        P-02 | MUST | They stand under the name `properties`
        P-03 | MUST | They are a JSON object
        P-04 | MUST | They are in the access token
        P-05 | MUST | They count in the grant's hash
        P-06 | SHOULD | They have at most a megabyte
        P-07 | SHOULD | They hold no secrets, and nobody trusts their text
        P-08 | Group | The Group decides which properties are used
        P-09 | SHOULD | A Manager takes any properties that are valid JSON
        P-10 | MUST | The list of services has the properties of the publication
        H-01 | MUST | The content's hash is SHA3-512 over its canonical form
        H-02 | MUST | The hash is compared with every signature that comes in
        H-03 | MUST | A grant's hash is over the content's hash and the grant, with the number of its type
        H-04 | MUST | Hashes are base64url without padding
        H-05 | MUST | The canonical form is that of RFC 8785
        S-01 | MUST | A signature is a JWS in Compact Serialization
        S-02 | MUST | Its header has the thumbprint of the signing certificate
        S-03 | MUST | Its algorithm is RSA PKCS #1 or ECDSA with SHA-2
        S-04 | MUST | Its payload has hash, type and moment
        S-05 | SHOULD | A signature is taken only from a Peer on a grant
        S-06 | MUST | Every signature is verified by these rules
        S-07 | MUST | A signature that breaks one gets an error
        S-08 | MUST | Our own signature goes to every Peer on the contract
        S-09 | SHOULD | What a Peer does not take is sent again, after longer waits
        S-10 | MUST | The signing certificate is that of the Peer that sends the signature
        S-11 | MUST | The signature's type is that of the operation
        S-12 | MUST | The hash in the path is that of the content in the body
        S-13 | MUST | A newer accept signature takes the place of an older one

        """
}
