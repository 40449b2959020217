extension RefusalRule {
    /// The words for a request that found no access token.
    static var tokenUnavailable: RefusalRule {
        RefusalRule(
            Words(
                "there is no access token for the grant: the provider's Manager could not be "
                    + "reached in time, refused, or gave one that does not fit",
                "the provider, where it refused; else the network between",
                "the client's answer and this gateway's own log say which, with the provider's "
                    + "words or the claim; `sluis contract list` shows the contract's state"
            ),
            Words(
                "er is geen toegangstoken voor de grant: de Manager van de aanbieder was niet "
                    + "op tijd bereikbaar, weigerde, of gaf er een die niet past",
                "de aanbieder, als hij weigerde; anders het netwerk ertussen",
                "het antwoord aan de client en het eigen log van deze gateway zeggen welke, met "
                    + "de woorden van de aanbieder of de claim; `sluis contract list` toont de "
                    + "staat van het contract"
            )
        )
    }
}
