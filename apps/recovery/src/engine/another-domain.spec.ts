import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aPool } from '@stockproof/testing/kit';
import { executeRun, type RunAsk } from './execute-run.js';
import { type RecoverableFlow, repairId, type Selection, type Verification } from './recoverable-flow.js';
import { RunControl } from './run-control.js';
import type { Repair } from './send-repairs.js';

/** A meter counts up. Its readings are its history; a total next to them is what can be wrong. */
interface Meters extends Selection {
  readonly names: readonly string[];
}
interface Reading extends Verification {
  readonly replayed: ReadonlyMap<string, number>;
  readonly wrong: readonly string[];
}
interface TotalRepair extends Repair {
  readonly meter: string;
  readonly total: number;
}
type MeterScope = { readonly meters: readonly string[] };

/** Where meters stand: their readings, their totals, and what the owner of the totals was sent. */
class MeterHouse {
  readonly readings = new Map([
    ['gas', [3, 4]],
    ['water', [5]],
    ['power', [1, 1, 1]],
  ]);
  readonly totals = new Map([
    ['gas', 7],
    ['water', 50],
    ['power', 2],
  ]);
  readonly sent: { readonly key: string; readonly partition: number | undefined }[] = [];
  private readonly decided = new Map<string, string>();

  /** The owner of the totals: takes each repair once. */
  apply(
    key: string,
    partition: number | undefined,
    { meter, total, repair_id, recovery_id }: TotalRepair,
  ): void {
    this.sent.push({ key, partition });
    this.totals.set(meter, total);
    this.decided.set(repair_id, recovery_id);
  }

  /** Its table of outcomes: those of named repairs, or how many of a recovery. */
  outcomes(asked: string | readonly string[]): object[] {
    if (typeof asked !== 'string')
      return asked
        .filter((id) => this.decided.has(id))
        .map((repair_id) => ({ repair_id, outcome: 'applied' }));
    return [{ applied: [...this.decided.values()].filter((recovery_id) => recovery_id === asked).length }];
  }
}

/** What the engine needs of the meters: nothing in it is known to any other flow. */
function meterFlow(house: MeterHouse): RecoverableFlow<Reading, Meters, MeterScope> {
  return {
    owner: {
      topic: 'meters.repairs',
      key: 'meter',
      partitions: 2,
      partitionOf: (meter) => meter.length % 2,
      within_ms: 1_000,
      producer: {
        send: async (_topic, messages) => {
          for (const { key, partition, value } of messages)
            house.apply(String(key), partition, JSON.parse(String(value)) as TotalRepair);
          return [];
        },
        close: async () => undefined,
      },
      owner: aPool(async (_sql: string, [asked]: [string | string[]]) => ({ rows: house.outcomes(asked) })),
    },
    select: async ({ meters }) => ({ names: meters, partitions: new Set([0, 1]) }),
    async verify({ names }, _candidate, onStep, control) {
      await onStep('replay');
      const replayed = new Map<string, number>();
      for (const name of names) {
        const readings = house.readings.get(name) ?? [];
        await control.acquireTokens(readings.length);
        replayed.set(
          name,
          readings.reduce((sum, reading) => sum + reading, 0),
        );
      }
      await onStep('reconcile');
      const wrong = names.filter((name) => house.totals.get(name) !== replayed.get(name));
      return { replayed, wrong, published: [] };
    },
    async repairsOf({ wrong, replayed }, { recovery_id, prefix }) {
      const messages = wrong.map((meter): TotalRepair => {
        return { recovery_id, repair_id: repairId(prefix, meter), meter, total: replayed.get(meter) ?? 0 };
      });
      return { messages, refused: [], after: null };
    },
  };
}

async function recovering(mode: RunAsk<MeterScope, never>['mode'], meters: readonly string[]) {
  const house = new MeterHouse();
  const steps: string[] = [];
  const onStep = async (step: string): Promise<void> => void steps.push(step);
  const { first, last, repaired } = await executeRun(
    {
      onStep,
      onRepair: () => onStep('repair'),
      onPromote: () => onStep('promote'),
      attempt: 1,
      claims: 1,
      required: [],
      trusts: 'kafka' as const,
    },
    meterFlow(house),
    { recovery_id: 'rec', mode, scope: { meters } },
    new RunControl(),
  );
  return { house, steps, found: first.wrong, left: last.wrong, repaired };
}

describe('a flow of another domain', () => {
  it('is verified: differences are found, and nothing is changed', async () => {
    const { house, steps, found, left } = await recovering('verify', ['gas', 'water', 'power']);
    expect([found, left, steps]).toEqual([
      ['water', 'power'],
      ['water', 'power'],
      ['replay', 'reconcile'],
    ]);
    expect([house.sent, house.totals.get('water')]).toEqual([[], 50]);
  });

  it('is repaired through its owner and verified again; other states do not change', async () => {
    const { house, steps, found, left, repaired } = await recovering('repair', ['gas', 'water']);
    expect([found, left]).toEqual([['water'], []]);
    expect(steps).toEqual(['replay', 'reconcile', 'repair', 'replay', 'reconcile']);
    expect(repaired).toMatchObject({ sent: 1, applied: 1, rounds: 1, reasons: [] });
    expect(house.sent).toEqual([{ key: 'water', partition: 1 }]);
    expect([...house.totals]).toEqual([
      ['gas', 7],
      ['water', 5],
      ['power', 2],
    ]);
  });
});

it('needs no word of inventory in any file of the engine', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => [file, readFileSync(join(import.meta.dirname, file), 'utf8')] as const);
  expect(sources.length).toBeGreaterThan(6);
  expect(sources.filter(([, text]) => /sku|seller|offer|stock(?!proof)|inventory/i.test(text))).toEqual([]);
});
