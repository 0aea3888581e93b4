import { expect, it } from '@jest/globals';
import type { AvailabilityGenerationV1 } from '@stockproof/events';
import type { ProducedMessage } from '@stockproof/kafka';
import type { RunRequest } from '@stockproof/recovery-run';
import type { SendContext } from '../../execute/send-repairs.js';
import { giveUpGeneration } from './promote-candidate.js';

const REQUEST = { recovery_id: 'rec-1', mode: 'promote', candidate: { name: 'c', version: 2, digest: null } } as RunRequest;

async function told(...requests: RunRequest[]): Promise<ProducedMessage[]> {
  const sent: ProducedMessage[] = [];
  const producer = { send: (topic: string, messages: readonly ProducedMessage[]) => Promise.resolve(topic === 'repairs' ? void sent.push(...messages) : undefined) };
  for (const request of requests) await giveUpGeneration({ producer, topic: 'repairs', partitions: 2 } as unknown as SendContext, request);
  return sent;
}

const stepOf = ({ value }: ProducedMessage): AvailabilityGenerationV1 => JSON.parse(String(value)) as AvailabilityGenerationV1;

it('gives up what a promotion builds, and has every partition publish what it swapped', async () => {
  const messages = await told(REQUEST);
  expect(messages.map((message) => [message.partition, stepOf(message).action])).toEqual([[0, 'drop'], [0, 'announce'], [1, 'announce']]);
  for (const message of messages) expect(stepOf(message)).toMatchObject({ recovery_id: 'rec-1', function: { name: 'c', version: 2, digest: null }, partitions: 2 });
});

it('is taken each time it is asked for: what was begun since is given up too', async () => {
  const named = (await told(REQUEST, REQUEST)).map((message) => stepOf(message).repair_id);
  expect(new Set(named).size).toBe(6);
});

it.each<[string, Partial<RunRequest>]>([['looks', { mode: 'verify' }], ['repairs', { mode: 'repair' }], ['compares', { mode: 'what_if' }]])('of a run that %s there is nothing to give up', async (_what, change) => {
  expect(await told({ ...REQUEST, ...change })).toEqual([]);
});
