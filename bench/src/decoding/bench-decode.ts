import { ChangeReader } from '@stockproof/cdc';
import { TOPICS } from '@stockproof/events';
import { readTopic, testBroker } from '@stockproof/testing';
import { bestOf, figure, type Line, perSecond } from '../report.js';

const ROUNDS = 20_000;

/** Compares reading one CDC ledger row with JSON.parse of the whole message. */
export async function benchDecode(): Promise<Line> {
  const broker = testBroker();
  const [message] = await readTopic(broker, TOPICS.ledgerChanges, (read) => read.length > 0);
  const value = message?.value ?? Buffer.alloc(0);
  const reader = new ChangeReader();
  reader.read(value);
  const ours = () => Promise.resolve(rate(() => reader.read(value)));
  const whole = () => Promise.resolve(rate(() => JSON.parse(value.toString('utf8'))));
  const [fast = 0, slow = 1] = await bestOf(5, ours, whole);
  const change = reader.read(value);
  const parsed = JSON.parse(value.toString('utf8')) as { after: unknown };
  const same = change.kind === 'change' && JSON.stringify(change.after) === JSON.stringify(parsed.after);
  return {
    path: `decode a CDC message of ${value.length} bytes`,
    ours: figure(fast, 'msg/s'),
    peer: `${figure(slow, 'msg/s')} JSON.parse`,
    ratio: fast / slow,
    goal: 6,
    wrong: same ? null : 'the rows differ',
  };
}

function rate(work: () => unknown): number {
  const began_ms = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) work();
  return perSecond(ROUNDS, performance.now() - began_ms);
}
