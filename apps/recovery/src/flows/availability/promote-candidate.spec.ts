import { expect, it } from '@jest/globals';
import type { AvailabilityGenerationV1 } from '@stockproof/events';
import type { ProducedMessage } from '@stockproof/kafka';
import type { RunRequest } from '@stockproof/recovery-run';
import { partOf } from '@stockproof/testing/kit';
import type { SendContext } from '../../engine/send-repairs.js';
import { RunAbortedError, RunControl } from '../../engine/run-control.js';
import { giveUpGeneration, promoteCandidate, type PromotionContext } from './promote-candidate.js';

const REQUEST = {
  recovery_id: 'rec-1',
  mode: 'promote',
  candidate: { name: 'c', version: 2, digest: null },
} as RunRequest;

/** Answers nothing; what is sent to it is in `sent`. */
function silentOwner(sent: ProducedMessage[]): SendContext {
  const producer = {
    send: (topic: string, messages: readonly ProducedMessage[]) =>
      Promise.resolve(topic === 'repairs' ? void sent.push(...messages) : undefined),
  };
  const owner = { query: () => Promise.resolve({ rows: [] }) };
  const partitionOf = () => 0;
  return partOf<SendContext>({
    producer,
    owner,
    topic: 'repairs',
    partitions: 2,
    partitionOf,
    within_ms: 600_000,
  });
}

async function reported(...requests: RunRequest[]): Promise<ProducedMessage[]> {
  const sent: ProducedMessage[] = [];
  for (const request of requests) await giveUpGeneration(silentOwner(sent), request);
  return sent;
}

const stepOf = ({ value }: ProducedMessage): AvailabilityGenerationV1 =>
  JSON.parse(String(value)) as AvailabilityGenerationV1;

it('drops the generation of a promotion, and makes every partition publish what was swapped', async () => {
  const messages = await reported(REQUEST);
  expect(messages.map((message) => [message.partition, stepOf(message).action])).toEqual([
    [0, 'drop'],
    [0, 'announce'],
    [1, 'announce'],
  ]);
  for (const message of messages)
    expect(stepOf(message)).toMatchObject({
      recovery_id: 'rec-1',
      function: { name: 'c', version: 2, digest: null },
      partitions: 2,
    });
});

it('is applied at each call, so that a generation built since is dropped too', async () => {
  const named = (await reported(REQUEST, REQUEST)).map((message) => stepOf(message).repair_id);
  expect(new Set(named).size).toBe(6);
});

it.each<[string, Partial<RunRequest>]>([
  ['looks', { mode: 'verify' }],
  ['repairs', { mode: 'repair' }],
  ['compares', { mode: 'what_if' }],
])('a run that %s has no generation to drop', async (_what, change) => {
  expect(await reported({ ...REQUEST, ...change })).toEqual([]);
});

it('drops a generation whose opening was not answered when the run is aborted', async () => {
  const sent: ProducedMessage[] = [];
  const control = new RunControl();
  control.aborted = 'never mind';
  const context = partOf<PromotionContext>({
    ...REQUEST,
    owner: silentOwner(sent),
    prefix: 'rec-1.1.1',
  });
  await expect(promoteCandidate(context, control)).rejects.toThrow(RunAbortedError);
  expect(sent.map((message) => stepOf(message).action)).toEqual(['open', 'drop']);
});

/** Answers every step, and counts it `applied` or, where it does not have the function, `stale`. */
function answeringOwner(sent: ProducedMessage[], outcome: 'applied' | 'stale'): SendContext {
  const owner = {
    query: (_sql: unknown, [wanted]: [string[]] = [[]]) =>
      Promise.resolve({ rows: wanted.map((repair_id) => ({ repair_id, outcome })) }),
  };
  return partOf<SendContext>({ ...silentOwner(sent), owner });
}

it.each<[string, 'applied' | 'stale', string]>([
  ['the projection does not have the function', 'stale', 'the projection does not have this function'],
  ['the live view is not proven', 'applied', 'the live view is inconclusive: recover it first'],
])('promotes nothing, reports that and drops its generation if %s', async (_where, outcome, reason) => {
  const sent: ProducedMessage[] = [];
  const counts = { read: 0, applied: 0, late: 0, duplicate: 0, skipped: 0 };
  const verification = {
    checks: [],
    counts: { table: counts, cdc: counts },
    fold: { offers: new Map() },
    read_side: null,
  };
  const context = partOf<PromotionContext>({
    ...REQUEST,
    required: [],
    owner: answeringOwner(sent, outcome),
    prefix: 'rec-1.1.1',
    verifyAgain: async () => verification,
  });
  const done = await promoteCandidate(context, new RunControl());
  expect(done).toMatchObject({ promoted: false, rows_changed: 0 });
  expect(done.reasons).toContain(reason);
  expect(sent.map((message) => stepOf(message).action)).toEqual(['open', 'drop']);
});
