import { describe, expect, it } from '@jest/globals';
import type { RepairMessage } from '@stockproof/events';
import { aPool, partOf } from '@stockproof/testing/kit';
import { type GenerationContext, applyGeneration } from './apply-generation.js';

const FUNCTION = { name: 'f', version: 2, digest: 'd' };
const step = (action: string, of = FUNCTION.name): RepairMessage =>
  partOf<RepairMessage>({
    type: 'generation',
    action,
    recovery_id: 'rec',
    repair_id: `rec.${action}`,
    function: { ...FUNCTION, name: of },
    partitions: 8,
  });
const REPAIR = partOf<RepairMessage>({ type: 'repair', repair_id: 'rec.r' });

/**
 * What the owner of partition 3 writes down of these messages, and the steps among them; `known` are taken
 * already.
 */
async function applying(messages: readonly RepairMessage[], known: readonly string[] = []) {
  const outcomes: unknown[][] = [];
  const query = async (one: string | { name: string; values?: readonly unknown[] }) => {
    const { name, values = [] } = typeof one === 'string' ? { name: one } : one;
    if (name === 'write-outcomes') outcomes.push([...values].flat());
    if (name === 'known-outcomes') return { rows: known.map((repair_id) => ({ repair_id })) };
    if (name === 'read-functions')
      return { rows: [{ role: 'live', generation: 1, ...FUNCTION, recovery_id: null }] };
    return { rows: [], rowCount: 0 };
  };
  const functions = (wanted: { name: string }) =>
    wanted.name === FUNCTION.name ? Promise.resolve({}) : Promise.reject(new Error('not here'));
  const context = partOf<GenerationContext>({
    db: aPool(query),
    functions,
    key: { consumer_group: 'g', topic: 't', partition: 3 },
  });
  const steps = await applyGeneration(context, messages);
  return { steps: steps.map(({ action }) => action), outcomes };
}

/**
 * No offer is meant, so none is removed: a tombstone of nobody would follow. What is stale has nothing to
 * publish.
 */
const noted = (action: string, outcome: string): unknown[] => [
  3,
  `rec.${action}`,
  'rec',
  null,
  null,
  outcome,
  false,
  outcome === 'stale',
];

describe('messages about the next generation', () => {
  it.each<[string, RepairMessage[], string[], string[], unknown[][]]>([
    ['nothing', [REPAIR], [], [], []],
    ['it is opened', [step('open')], [], ['open'], [noted('open', 'applied')]],
    ['a step that was taken is not taken again, and still told', [step('open')], ['rec.open'], ['open'], []],
    [
      'a function that is not here is refused before anything is begun',
      [step('open', 'other')],
      [],
      ['open'],
      [noted('open', 'stale')],
    ],
    [
      'it is given up though another one, or none, is built',
      [step('drop')],
      [],
      ['drop'],
      [noted('drop', 'stale')],
    ],
    [
      'steps in their order',
      [step('open'), REPAIR, step('announce')],
      [],
      ['open', 'announce'],
      [noted('open', 'applied'), noted('announce', 'stale')],
    ],
  ])('%s', async (_case, messages, known, steps, outcomes) =>
    expect(await applying(messages, known)).toEqual({ steps, outcomes }),
  );
});
