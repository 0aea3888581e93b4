/** The states of a reservation that goes well, then where it is. */
export function remainingSteps(
  status: string,
): readonly { readonly step: string; readonly state: 'done' | 'now' | 'to come' }[] {
  const ways: Readonly<Record<string, readonly string[]>> = {
    requested: ['requested', 'held', 'confirming', 'confirmed'],
    held: ['requested', 'held', 'confirming', 'confirmed'],
    confirming: ['requested', 'held', 'confirming', 'confirmed'],
    confirmed: ['requested', 'held', 'confirming', 'confirmed'],
    releasing: ['requested', 'releasing', 'ended'],
  };
  const way = ways[status] ?? ['requested', status];
  const at = way.indexOf(status);
  const over = !(status in ways) || status === 'confirmed';
  return way.map((step, index) => ({
    step,
    state: index < at || (index === at && over) ? 'done' : index === at ? 'now' : 'to come',
  }));
}
