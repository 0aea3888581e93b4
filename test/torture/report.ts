import type { Tortured } from './torture.js';

/** Recovery times by kind of fault: count, minimum, median, maximum, in seconds. */
export function faultTable({ faults }: Tortured): string {
  const kinds = [...Map.groupBy(faults, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  const seconds = (ms: number | null | undefined): string =>
    (ms === null || ms === undefined ? '-' : (ms / 1_000).toFixed(1)).padStart(8);
  return [
    'fault                              times    least   middle     most',
    ...kinds.map(([kind, all]) => {
      const times = all.map(({ recovered_ms }) => recovered_ms ?? Infinity).sort((a, b) => a - b);
      const finite = (ms: number | undefined): number | null =>
        ms === undefined || ms === Infinity ? null : ms;
      return `${kind.padEnd(34)} ${String(all.length).padStart(5)} ${seconds(finite(times[0]))} ${seconds(finite(times[Math.floor(times.length / 2)]))} ${seconds(finite(times.at(-1)))}`;
    }),
  ].join('\n');
}

/** Every guarantee that did not hold, one sentence each. */
export function problemsOf({ faults, corruptions, verdicts, checked }: Tortured): string[] {
  const {
    lost,
    doubled,
    from_nowhere,
    disparities,
    unjustified,
    broken_reservations,
    acknowledged,
    verdicts: final,
  } = checked;
  return [
    ...(acknowledged === 0 ? ['nothing was acknowledged: nothing was tried'] : []),
    ...lost.map((name) => `lost: ${name}`),
    ...doubled.map((name) => `doubled: ${name}`),
    ...from_nowhere.map((name) => `from nowhere: ${name}`),
    ...disparities,
    ...unjustified,
    ...broken_reservations,
    ...faults
      .filter(({ recovered_ms }) => recovered_ms === null)
      .map(({ kind }) => `no recovery within two minutes after: ${kind}`),
    ...corruptions.filter(({ noticed }) => !noticed).map(({ what }) => `falsely trusted: ${what}`),
    ...corruptions.filter(({ repaired }) => !repaired).map(({ what }) => `not repaired: ${what}`),
    ...verdicts.filter((one) => one.startsWith('untrusted')).map((one) => `false alarm: ${one}`),
    ...Object.entries(final)
      .filter(([, said]) => said !== 'trusted')
      .map(([contract, said]) => `${contract} is ${said}`),
  ];
}

export function summary(
  { corruptions, verdicts, checked, faults }: Tortured,
  problems: readonly string[],
): string {
  const {
    acknowledged,
    lost,
    doubled,
    from_nowhere,
    unknown,
    unknown_done,
    offers,
    disparities,
    unjustified,
    reservations,
  } = checked;
  return [
    `acknowledged ${acknowledged}, lost ${lost.length}, doubled ${doubled.length}, from nowhere ${from_nowhere.length}; unknown ${unknown}, of which ${unknown_done} were done`,
    `parity of ledger, buckets, view and topic over ${offers} offers: ${disparities.length === 0 ? 'yes' : 'NO'}`,
    `outcomes that no state of their offer justifies ${unjustified.length}`,
    `reservations ${reservations}; faults ${faults.length}; verifications under load ${verdicts.length}`,
    `corruptions ${corruptions.length}, falsely trusted ${corruptions.filter(({ noticed }) => !noticed).length}`,
    problems.length === 0
      ? 'every promise held'
      : ['PROMISES BROKEN:', ...problems.slice(0, 50)].join('\n  '),
  ].join('\n');
}
