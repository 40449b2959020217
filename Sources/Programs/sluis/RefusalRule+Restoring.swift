extension RefusalRule {
    /// The words for a contract that is held while a gateway is restored.
    static var contractHeld: RefusalRule {
        RefusalRule(
            Words(
                "a gateway was restored from an older state, and a peer of the contract has "
                    + "not said yet what became of it",
                "the organisation that restored its gateway",
                "`sluis status` names the peers that it waits for; try again when they "
                    + "have answered"
            ),
            Words(
                "een gateway is teruggezet naar een oudere stand, en een peer van het "
                    + "contract heeft nog niet gezegd wat ervan is geworden",
                "de organisatie die haar gateway heeft teruggezet",
                "`sluis status` noemt de peers waarop wordt gewacht; probeer het opnieuw "
                    + "als zij hebben geantwoord"
            )
        )
    }
}
