import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  applyChange,
  type AvailabilityChange,
  AvailabilityInvariantError,
  type AvailabilityFunction,
  type AvailabilityState,
  type FunctionRun,
  functionOf,
  initialAvailability,
} from '@stockproof/availability';
import { loadCandidate } from '@stockproof/candidates';
import fc from 'fast-check';

let folder: string;
let same: AvailabilityFunction;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockproof-candidates-'));
  writeFileSync(join(folder, 'same.js'), '({\n  version: 2,\n  apply: (_state, _change, base) => base,\n})');
  same = functionOf(await loadCandidate(folder, 'same'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bucket = fc.constantFrom('sellable', 'reserved', 'damaged', 'return_to_vendor');
const place = fc.option(fc.tuple(bucket, fc.constantFrom('default', 'a', '__proto__', 'ü')), {
  nil: [null, null] as const,
  freq: 3,
});
const quantity = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(Number.MAX_SAFE_INTEGER) },
);
const movement = fc.record({
  from: place,
  to: place,
  quantity,
  event_time_ms: fc.nat(),
  operation: fc.constantFrom('I', 'D', 'S', 'M', 'R', 'U', 'F'),
});

const history = fc.array(movement, { maxLength: 12 }).map((movements) =>
  movements.map(
    ({ from, to, ...rest }, at): AvailabilityChange =>
      ({
        ...rest,
        version: at + 1,
        status: 'accepted',
        accepted_at_ms: at,
        from_bucket: from[0],
        from_location: from[1],
        to_bucket: to[0],
        to_location: to[1],
        delta_quantity: (from[0] === null ? rest.quantity : 0) - (to[0] === null ? rest.quantity : 0),
      }) as AvailabilityChange,
  ),
);

/** Each state, until one differs. */
function folded(
  apply: (state: AvailabilityState, change: AvailabilityChange) => AvailabilityState,
  { changes }: FunctionRun,
): (AvailabilityState | null)[] {
  const states: (AvailabilityState | null)[] = [];
  let state: AvailabilityState | null = initialAvailability();
  for (const change of changes) {
    if (state === null) break;
    try {
      state = apply(state, change);
    } catch (error) {
      if (!(error instanceof AvailabilityInvariantError)) throw error;
      state = null;
    }
    states.push(state);
  }
  return states;
}

it('the built-in rule of a candidate’s process equals the built-in rule, started with the units of the locations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 1, maxLength: 40 }), async (histories) => {
      const runs = histories.map((changes) => ({ state: initialAvailability(), changes }));
      const apply = await same.prepare(runs);
      const built_in = (state: AvailabilityState, change: AvailabilityChange): AvailabilityState =>
        applyChange(
          { ...state, sellable: [...state.locations.values()].reduce((sum, units) => sum + units, 0) },
          change,
        );
      for (const run of runs) expect(folded(apply, run)).toEqual(folded(built_in, run));
    }),
    { numRuns: 60 },
  );
});
