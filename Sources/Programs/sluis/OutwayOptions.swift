import ArgumentParser
import JSONTape

/// The options of a proposal that say whose Outway it is for, and on whose behalf it calls.
struct OutwayOptions: ParsableArguments {
    @Option(
        help: """
            How providers know our Outway: domainName (outlives its key) or publicKey (outlives its name). \
            Default: domainName where the certificate has one.
            """
    )
    var identification: OutwayRecognitionArgument?

    @Option(
        help: "The peer id of the organisation on whose behalf the Outway calls.",
        completion: NameCompletion.peers
    )
    var delegator: String?

    @Option(
        help: "The peer id of the organisation whose Outway calls. Default: our own.",
        completion: NameCompletion.peers
    )
    var outwayPeer: String?

    @Option(help: "The domain name in the certificate of that Outway.")
    var outwayName: String?

    @Option(
        help: ArgumentHelp(
            "Where the contract with an organisation outside the Group can be found.",
            valueName: "url"
        )
    )
    var externalContract: String?

    @Option(help: ArgumentHelp("That organisation's identity.", valueName: "id"))
    var externalDelegatorID: String?

    @Option(help: ArgumentHelp("That organisation's name.", valueName: "name"))
    var externalDelegatorName: String?

    func validate() throws {
        let external = [externalContract, externalDelegatorID, externalDelegatorName]
        guard external.allSatisfy({ $0 == nil }) || external.allSatisfy({ $0 != nil }) else {
            throw ValidationError(
                "--external-contract, --external-delegator-id and --external-delegator-name belong "
                    + "together: give all or none"
            )
        }
    }

    /// The members of the proposal, as the administration API has them.
    var members: JSONObject {
        var body = JSONObject()
        body["identification"] = (identification?.rawValue).map(JSONValue.string)
        body["delegator"] = delegator.map(JSONValue.string)
        body["outwayPeer"] = outwayPeer.map(JSONValue.string)
        body["outwayName"] = outwayName.map(JSONValue.string)
        if let externalContract, let externalDelegatorID, let externalDelegatorName {
            body["externalContract"] = [
                "reference": .string(externalContract),
                "delegatorID": .string(externalDelegatorID),
                "delegatorName": .string(externalDelegatorName),
            ]
        }
        return body
    }
}

/// How our own Outway can be known.
enum OutwayRecognitionArgument: String, CaseIterable, ExpressibleByArgument {
    case domainName
    case publicKey
}
