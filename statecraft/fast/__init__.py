"""Chart to shortcuts: steps that were taken once, written down as one function each."""
