import { connectFetch } from '@stockproof/connectors';
import { eventually } from '../eventually.js';
import type { RunningStack } from '../running-stack.js';

const WITHIN_MS = 60_000;

/**
 * The operator's remedy if Debezium refuses to continue because its slot cannot be the one it read (runbook
 * 4): it continues at the slot.
 */
export async function forgetOffsets({ urls }: RunningStack): Promise<void> {
  for (const [method, what] of [
    ['PUT', 'stop'],
    ['DELETE', 'offsets'],
    ['PUT', 'resume'],
  ] as const) {
    await eventually(async () => {
      const answer = await connectFetch(`${urls.connect}/connectors/postgres-inventory-connector/${what}`, {
        method,
      });
      if (!answer.ok) throw new Error(`Connect answers ${answer.status}: ${await answer.text()}`);
    }, WITHIN_MS);
  }
}
