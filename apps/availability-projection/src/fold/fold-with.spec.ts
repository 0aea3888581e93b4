import { describe, expect, it } from '@jest/globals';
import { applyChange, type AvailabilityFunction, BUILT_IN, type FunctionRun } from '@stockproof/availability';
import { CandidateError } from '@stockproof/candidates';
import { aChange } from '@stockproof/testing/kit';
import type { CdcMessage } from './decode-cdc-message.js';
import { foldBatch } from './fold-batch.js';
import { foldBeside, foldWith } from './fold-with.js';

let offset = 0;
const inserted = (version: number, sku = 's'): CdcMessage => ({
  kind: 'inserted',
  offset: (offset += 1),
  change: {
    seller_id: 'm',
    sku,
    ...aChange(version, { quantity: version, to_location: 'a' }),
    traceparent: null,
  },
});

/** A candidate that knows only what it was asked for. */
function asked(runs: FunctionRun[]): AvailabilityFunction {
  return {
    name: 'x',
    version: 2,
    digest: 'd',
    prepare: async (all) => {
      runs.push(...all);
      const known = new Set(all.flatMap(({ changes }) => changes));
      return (state, change) => {
        if (!known.has(change)) throw new Error(`version ${change.version} was not asked for`);
        return applyChange(state, change);
      };
    },
  };
}
const failing: AvailabilityFunction = {
  ...asked([]),
  prepare: () => Promise.reject(new CandidateError('it never ends')),
};

describe('a fold that calls the function for a whole batch', () => {
  it.each<[string, CdcMessage[]]>([
    ['in order', [inserted(1), inserted(2), inserted(3)]],
    ['two offers in turns', [inserted(1), inserted(1, 't'), inserted(2, 't'), inserted(2)]],
    ['with one twice', [inserted(1), inserted(1), inserted(2)]],
    ['with a gap', [inserted(1), inserted(3), inserted(2), inserted(3)]],
    ['with nothing that follows', [inserted(5)]],
  ])('gives the same result as one call per change: %s', async (_what, cdcMessages) => {
    const runs: FunctionRun[] = [];
    expect(await foldWith(asked(runs), cdcMessages, new Map())).toEqual(foldBatch(cdcMessages, new Map()));
    for (const { state, changes } of runs)
      expect(changes.map(({ version }) => version)).toEqual(
        changes.map((_one, at) => at + 1 + state.version),
      );
    expect(await foldWith(BUILT_IN, cdcMessages, new Map())).toEqual(foldBatch(cdcMessages, new Map()));
  });

  it('fails for the live view if the function fails; the next generation falls behind instead', async () => {
    await expect(foldWith(failing, [inserted(1)], new Map())).rejects.toThrow('it never ends');
    expect(await foldBeside(failing, [inserted(1)], new Map())).toBeNull();
    const broken = { ...failing, prepare: () => Promise.reject(new TypeError('a defect')) };
    await expect(foldBeside(broken, [inserted(1)], new Map())).rejects.toThrow('a defect');
  });
});
