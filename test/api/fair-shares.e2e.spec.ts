import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type AnotherProcess,
  anotherProcess,
  eventually,
  readAsViewer,
  runningStack,
  type Seller,
  seller,
} from '@stockproof/testing';
import { sendUntilAccepted } from '@stockproof/http';
import { anEvent } from '@stockproof/testing/kit';

const EVENTS = 200;

describe('a seller that posts as fast as it can', () => {
  const stack = runningStack();
  let second: AnotherProcess | undefined;
  afterEach(() => void second?.process.kill('SIGKILL'));

  const events = ({ seller_id }: Seller, of: number, count: number): object[] =>
    Array.from({ length: count }, (_none, index) =>
      anEvent({
        event_id: `fair-${of}-${index}`,
        sku: `fair-${seller_id.slice(-8)}-${index % 10}`,
        quantity: 1,
        seller_id,
      }),
    );

  it.each<[string, Readonly<Record<string, string>>, string, number]>([
    [
      'waits for the broker',
      { STOCKPROOF_INGEST_MAX_SELLER_PENDING: String(EVENTS), STOCKPROOF_INGEST_LINGER_MS: '200' },
      'seller_pending',
      19_451,
    ],
    ['waits to be applied', { STOCKPROOF_INGEST_MAX_SELLER_LAG: String(EVENTS) }, 'seller_backlog', 19_452],
    [
      'comes in a second',
      { STOCKPROOF_INGEST_MAX_SELLER_EVENTS_PER_S: String(2 * EVENTS) },
      'too_many_requests',
      19_453,
    ],
  ])(
    'is limited to its share of what %s, and another seller can post',
    async (_what, settings, code, port) => {
      const [ann, ben] = await Promise.all([seller(stack), seller(stack)]);
      second = await anotherProcess(
        stack,
        'ingestion',
        { setting: 'STOCKPROOF_INGESTION_PORT', is: port },
        settings,
      );
      const url = `${second.url}/v1/inventory-updates`;
      const post = ({ api_key }: Seller, body: unknown): Promise<Response> =>
        fetch(url, {
          method: 'POST',
          headers: { authorization: `Bearer ${api_key}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      const refused = new Set<string>();
      let others = 0;
      for (let round = 0; round < 20 && !refused.has(code); round += 1) {
        const [flood, of_ben] = await Promise.all([
          Promise.all(
            Array.from({ length: 8 }, (_none, index) => post(ann, events(ann, round * 8 + index, EVENTS))),
          ),
          post(ben, events(ben, round, 1)),
        ]);
        expect([of_ben.status, await of_ben.json()]).toMatchObject([202, { queued: 1 }]);
        others += 1;
        for (const answer of flood.filter(({ status }) => status !== 202)) {
          expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([
            429,
            expect.any(Number),
          ]);
          refused.add(((await answer.json()) as { code: string }).code);
        }
      }
      expect([[...refused], others > 0]).toEqual([[code], true]);
      // It is served if it waits as long as the answer says.
      expect((await sendUntilAccepted(() => post(ann, events(ann, 999, 1)))).status).toBe(202);
    },
  );

  it('gets from several copies together what one would grant: each grants its share', async () => {
    const settings = {
      STOCKPROOF_INGEST_MAX_SELLER_EVENTS_PER_S: String(5 * EVENTS),
      STOCKPROOF_INGEST_MAX_EVENTS: String(2 * EVENTS),
    };
    const copies = await Promise.all(
      [19_454, 19_455].map((is) =>
        anotherProcess(stack, 'ingestion', { setting: 'STOCKPROOF_INGESTION_PORT', is }, settings),
      ),
    );
    try {
      for (const { url } of copies) {
        // Beside them there is the stack's own one, so a share is less than two arrays.
        await eventually(async () => {
          const text = await (await readAsViewer(stack, url, '/metrics')).text();
          expect(Number(/^stockproof_ingestion_copies\S* (\d+)/m.exec(text)?.[1])).toBeGreaterThan(2);
        });
        const ann = await seller(stack);
        const answers = await Promise.all(
          [0, 1].map((of) =>
            fetch(`${url}/v1/inventory-updates`, {
              method: 'POST',
              headers: { authorization: `Bearer ${ann.api_key}`, 'content-type': 'application/json' },
              body: JSON.stringify(events(ann, of, 2 * EVENTS)),
            }),
          ),
        );
        expect(answers.map(({ status }) => status).sort()).toEqual([202, 429]);
      }
    } finally {
      for (const { process } of copies) process.kill('SIGKILL');
    }
  });
});
