import { expect, it } from '@jest/globals';
import { eventually, queryDatabase, recover, runningStack, seller } from '@stockproof/testing';
import { tamper, trialOffer, type TrialOffer } from './trial-offer.js';

const NEWEST = 5;
const CHECKPOINT_WITHIN_MS = 60_000;
const stack = runningStack();

async function isSigned({ seller_id, sku }: TrialOffer): Promise<boolean> {
  const signed = await queryDatabase(
    stack,
    'recovery',
    `SELECT FROM signed_stream_head WHERE source = 'checkpoint' AND seller_id = $1 AND sku = $2 AND version = $3`,
    [seller_id, sku, NEWEST],
  );
  return signed.length > 0;
}

/** An offer that was changed by hand before any checkpoint had signed its newest version. */
async function tamperedInTime(statements: string): Promise<TrialOffer> {
  const offer = await trialOffer(stack, await seller(stack));
  await tamper(stack, 'inventory', statements, offer);
  return (await isSigned(offer)) ? tamperedInTime(statements) : offer;
}

it('a checkpoint does not sign a corrupt head, neither then nor after its repair', async () => {
  const wrong_row = `UPDATE inventory_transaction SET reference = encode(chain_digest, 'hex'), chain_digest = sha256('x') WHERE {offer} AND version = ${NEWEST}`;
  const wrong_head = `UPDATE inventory_stock_on_hand SET chain_digest = sha256('x') WHERE {offer}`;
  const tampered: TrialOffer[] = [];
  for (const wrong of [wrong_row, wrong_head, `${wrong_row}; ${wrong_head}`])
    tampered.push(await tamperedInTime(wrong));
  const whole = await trialOffer(stack, await seller(stack));
  await eventually(async () => expect(await isSigned(whole)).toBe(true), CHECKPOINT_WITHIN_MS);
  for (const offer of tampered) {
    expect(await isSigned(offer)).toBe(false);
    await tamper(
      stack,
      'inventory',
      `
      UPDATE inventory_stock_on_hand SET chain_digest = (SELECT coalesce(decode(reference, 'hex'), chain_digest) FROM inventory_transaction WHERE {offer} AND version = ${NEWEST}) WHERE {offer};
      UPDATE inventory_transaction SET chain_digest = coalesce(decode(reference, 'hex'), chain_digest), reference = NULL WHERE {offer} AND version = ${NEWEST}`,
      offer,
    );
  }
  // The CDC history has both changes, so the record is not trusted; the history itself is unchanged.
  const { checks } = await recover(stack, { scope: { type: 'by_offer', offers: tampered } });
  const own = checks.filter(({ name }) =>
    ['digest_chain_holds', 'history_unchanged_since_last_evidence'].includes(name),
  );
  expect(own.map(({ status }) => status)).toEqual(['pass', 'pass']);
});
