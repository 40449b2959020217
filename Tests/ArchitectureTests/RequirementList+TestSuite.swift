extension RequirementList {
    /// The scenarios of the FSC Test Suite.
    ///
    /// GetToken-3 expects a token in the published text, against its own title (Q30).
    static let testSuite = """
        Manager-SubmitContract-1 | MUST | A connection is taken
        Manager-SubmitContract-2 | MUST | A publication is taken
        Manager-SubmitContract-3 | MUST | A delegated publication is taken
        Manager-SubmitContract-4 | MUST | A delegated connection is taken
        Manager-SubmitContract-5 | MUST | A connection to a delegated Service is taken
        Manager-SubmitContract-6 | MUST | A delegated connection to a delegated Service is taken
        Manager-SubmitContract-7 | MUST | A contract of others is refused
        Manager-SubmitContract-8 | MUST | A publication beside another grant is refused
        Manager-SubmitContract-9 | MUST | A contract of another Group is refused
        Manager-SubmitContract-10 | MUST | A contract with another hash algorithm is refused
        Manager-SubmitContract-11 | MUST | An RSA signature is taken
        Manager-SubmitContract-12 | MUST | An ECDSA signature is taken
        Manager-AcceptContract-1 | MUST | An accept signature is kept
        Manager-AcceptContract-2 | MUST | An accept signature of a Peer outside the contract is refused
        Manager-AcceptContract-3 | MUST | A text that is no JWS is refused
        Manager-AcceptContract-4 | MUST | A signature over another content is refused
        Manager-AcceptContract-5 | MUST | A signature of another type than accept is refused
        Manager-AcceptContract-6 | MUST | A path with another hash than the body's is refused
        Manager-AcceptContract-7 | MUST | An algorithm outside the list is refused
        Manager-AcceptContract-8 | MUST | An RSA signature is kept
        Manager-AcceptContract-9 | MUST | An ECDSA signature is kept
        Manager-RejectContract-1 | MUST | A reject signature is kept
        Manager-RejectContract-2 | MUST | A reject signature of a Peer outside the contract is refused
        Manager-RejectContract-3 | MUST | A text that is no JWS is refused
        Manager-RejectContract-4 | MUST | A signature over another content is refused
        Manager-RejectContract-5 | MUST | A signature of another type than reject is refused
        Manager-RejectContract-6 | MUST | A path with another hash than the body's is refused
        Manager-RejectContract-7 | MUST | An algorithm outside the list is refused
        Manager-RevokeContract-1 | MUST | A revoke signature is kept
        Manager-RevokeContract-2 | MUST | A revoke signature of a Peer outside the contract is refused
        Manager-RevokeContract-3 | MUST | A text that is no JWS is refused
        Manager-RevokeContract-4 | MUST | A signature over another content is refused
        Manager-RevokeContract-5 | MUST | A signature of another type than revoke is refused
        Manager-RevokeContract-6 | MUST | A path with another hash than the body's is refused
        Manager-RevokeContract-7 | MUST | An algorithm outside the list is refused
        Manager-Contracts-1 | MUST | A Peer is shown its contracts
        Manager-Contracts-2 | MUST | A Peer is not shown contracts of others
        Manager-Services-1 | MUST | A published Service is listed
        Manager-Services-2 | MUST | A Service on behalf of another Peer is listed
        Manager-Services-3 | MUST | A Service is listed with its properties
        Manager-Services-4 | MUST | A Service on behalf of another Peer is listed with its properties
        Manager-GetToken-1 | MUST | A valid contract gives a token
        Manager-GetToken-2 | MUST | No valid contract, no token
        Manager-GetToken-3 | MUST | A revoked contract gives no token
        Manager-GetToken-4 | MUST | An ill-formed grant hash is refused
        Manager-GetToken-5 | MUST | Another grant type is refused
        Manager-GetToken-6 | MUST | The token of a delegated connection names the delegator
        Manager-GetToken-7 | MUST | The token of a delegated Service names the delegator
        Manager-GetToken-8 | MUST | A request without client id is refused
        Manager-GetToken-9 | MUST | A wrong client id is refused
        Manager-GetToken-10 | MUST | The token has the properties
        Manager-GetToken-11 | MUST | The token of a delegated connection has the properties
        Manager-PeerInfo-1 | MUST | The Manager tells who it is
        Manager-Peers-1 | MUST | Announced Peers are listed
        Manager-TransactionLogRecord-1 | MUST | A Peer gets its log records
        Manager-Port-1 | MUST | The Manager answers on 443 or 8443
        Manager-JSONWebKeySet-1 | MUST | The keys are listed
        Inway-Incoming-Request-1 | MUST | A valid token is let in
        Inway-Incoming-Request-2 | MUST | No token is denied
        Inway-Incoming-Request-3 | MUST | A token of another certificate is denied
        Inway-Incoming-Request-4 | MUST | A certificate that is not trusted is denied
        Inway-Incoming-Request-5 | MUST | The token reaches the Service
        Inway-Incoming-Request-6 | MUST | An expired token is denied
        Inway-TransactionLog-1 | MUST | The record is written before the request goes on
        Inway-TransactionLog-2 | MUST | The TransactionID reaches the Service
        Inway-TransactionLog-3 | MUST | A request without TransactionID is rejected
        Inway-TransactionLog-4 | MUST | The delegator stands in the source
        Inway-TransactionLog-5 | MUST | The delegator stands in the destination
        Inway-TransactionLog-6 | MUST | Without a record the Service is not called
        Inway-Port-1 | MUST | The Inway answers on 443 or 8443
        Outway-IncomingRequest-1 | MUST | A request is passed on and answered
        Outway-IncomingRequest-2 | MUST | Without a valid contract the Inway is not called
        Outway-IncomingRequest-3 | MUST | An Inway that cannot be reached is an error
        Outway-TransactionLog-1 | MUST | The record is written before the request is sent
        Outway-TransactionLog-2 | MUST | A TransactionID is added
        Outway-TransactionLog-3 | MUST | The delegator stands in the source
        Outway-TransactionLog-4 | MUST | The delegator stands in the destination
        Outway-TransactionLog-5 | MUST | Without a record the Inway is not called
        Integration-ConsumeService-1 | MUST | A Service is consumed
        Integration-ConsumeService-2 | MUST | Without a valid contract it is not
        Integration-ConsumeServiceAsDelegatee-1 | MUST | A Service is consumed on behalf of another Peer
        Integration-ConsumeDelegatedService-1 | MUST | A Service of a delegatee is consumed
        Integration-ConsumeDelegatedService-2 | MUST | A Service is consumed with delegation on both sides
        Integration-TransactionLog-1 | MUST | Both sides have a record of the same transaction

        """
}
