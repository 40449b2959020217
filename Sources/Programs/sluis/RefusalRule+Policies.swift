import ExchangeModel

/// What refuses because of the field policy that a contract pins.
extension RefusalRule {
    static func ofPolicy(_ code: ErrorCode) -> RefusalRule {
        guard code == .policyWithdrawn else {
            return RefusalRule(
                Words(
                    "the field policy that the contract pins is not kept by the provider",
                    "the provider: the folder `field-policies` in its data folder",
                    "renew the contract; the provider can bring the policy back from its access log, or "
                        + "from a copy of its data folder"
                ),
                Words(
                    "het veldbeleid dat het contract vastlegt, is bij de aanbieder niet bewaard",
                    "de aanbieder: de map `field-policies` in de gegevensmap",
                    "vernieuw het contract; de aanbieder kan het beleid terughalen uit het logboek of uit "
                        + "een kopie van de gegevensmap"
                )
            )
        }
        return RefusalRule(
            Words(
                "the provider withdrew the field policy that the contract pins",
                "the provider: `sluis purpose withdraw`",
                "renew the contract: it then has the policy that the provider publishes now"
            ),
            Words(
                "de aanbieder heeft het veldbeleid dat het contract vastlegt, ingetrokken",
                "de aanbieder: `sluis purpose withdraw`",
                "vernieuw het contract: dan geldt het beleid dat de aanbieder nu publiceert"
            )
        )
    }
}
