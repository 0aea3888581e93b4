// Version 2 of compute_sellable_availability: two units of every offer are held back from sale, so that a count that
// is off by one or two does not become an oversell. What stands at each location is told as it is.
({
  version: 2,
  apply: (_state, _change, base) => ({ ...base, sellable: Math.max(0, base.sellable - 2) }),
})
