import { describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { createMarketplace, type Posting, requestsOf } from '@stockproof/workload';
import { runningStack, type Seller, seller, signed, testBroker } from '@stockproof/testing';
import { expectAgreement, expectClosedAccounts } from '../model/agreement.js';
import { javaPartition } from '../model/java-partition.js';
import { NaiveLedger } from '../model/naive-ledger.js';
import { modelEvent } from '../model/posted-event.js';

const SHARES = { redelivered: 0.05, conflicting: 0.01, late: 0.02, invalid: 0.01, hot: 0.3 };
const POSTINGS = 6_000;
const ARRAY = 500;

async function makeSellers(count: number): Promise<Map<string, Seller>> {
  const stack = runningStack();
  const made = await Promise.all(Array.from({ length: count }, () => seller(stack)));
  return new Map(made.map((one) => [one.seller_id, one]));
}

function makePostings(seed: number, sellers: readonly string[]): Posting[] {
  const marketplace = createMarketplace({ seed, prefix: `market-${seed}`, sellers, skus: 60, ...SHARES });
  return Array.from({ length: POSTINGS }, () => marketplace.next(Date.now()));
}

function report(model: NaiveLedger, postings: readonly Posting[]): void {
  for (const { kind, body } of postings) if (kind !== 'invalid') model.take(modelEvent(body));
}

describe('a marketplace against an independent model', () => {
  const stack = runningStack();

  it('agrees on every number when posted over HTTP', async () => {
    const sellers = await makeSellers(3);
    const postings = makePostings(11, [...sellers.keys()]);
    const model = new NaiveLedger();
    for (let start = 0; start < postings.length; start += ARRAY) {
      const chunk = postings.slice(start, start + ARRAY);
      for (const { seller_id, postings: mine } of requestsOf(chunk)) {
        const answer = await sellers.get(seller_id)?.post(mine.map(({ body }) => body));
        const refused = mine.filter(({ kind }) => kind === 'invalid').length;
        expect(answer?.status).toBe(refused === 0 ? 202 : 207);
        expect(await answer?.json()).toMatchObject({ queued: mine.length - refused, refused });
      }
      report(model, chunk);
    }
    // It has no reservations, so a count seldom finds less than is held or set apart.
    const { accepted_short: _seldom, ...outcomes } = model.outcomes;
    expect(Object.values(outcomes).every((count) => count > 0)).toBe(true);
    await expectAgreement(stack, model, [...sellers.keys()]);
    await expectClosedAccounts(stack);
  });

  it('agrees if producers write to the topic directly, with invalid events among the valid ones', async () => {
    const sellers = [...(await makeSellers(2)).keys()];
    const postings = makePostings(12, sellers);
    const producer = await testBroker().producer();
    for (let start = 0; start < postings.length; start += ARRAY) {
      await producer.send(
        TOPICS.updates,
        postings.slice(start, start + ARRAY).map(({ body }) =>
          signed({
            partition: javaPartition(String(body['sku']), 8),
            key: String(body['sku']),
            value: JSON.stringify(body),
          }),
        ),
      );
    }
    await producer.close();
    const model = new NaiveLedger();
    report(model, postings);
    await expectAgreement(stack, model, sellers);
    await expectClosedAccounts(stack);
  });
});
