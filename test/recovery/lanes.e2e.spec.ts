import { describe, expect, it } from '@jest/globals';
import { callRecovery, eventually, recover, runningStack, seller } from '@stockproof/testing';
import { trialOffer } from './trial-offer.js';

interface Lanes {
  readonly items: readonly {
    readonly version: number;
    readonly captured: { readonly state: string; readonly lsn: string };
    readonly published: { readonly state: string };
    readonly view: string;
    readonly signed: { readonly state: string };
  }[];
  readonly first_difference: {
    readonly version: number;
    readonly witness: string;
    readonly what: string;
  } | null;
}

describe('the versions of an offer, one lane for each witness', () => {
  const stack = runningStack();

  it('agree, and tell what is published and what is signed', async () => {
    const offer = await trialOffer(stack, await seller(stack));
    const path = `/v1/offers/${offer.seller_id}/${offer.sku}/lanes`;
    const lanes = async (): Promise<Lanes> => (await callRecovery<Lanes>(stack, 'GET', path, 'grace')).body;
    const { items } = await eventually(async () => {
      const found = await lanes();
      expect([found.first_difference, found.items.at(-1)?.published.state]).toEqual([null, 'same']);
      return found;
    });
    expect(items.map(({ version, captured, view }) => [version, captured.state, view])).toEqual([
      [1, 'same', 'contains'],
      [2, 'same', 'contains'],
      [3, 'same', 'contains'],
      [4, 'same', 'contains'],
      [5, 'same', 'holds'],
    ]);
    expect(items[0]?.captured.lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    await recover(stack, { scope: { type: 'by_offer', offers: [offer] } });
    expect((await lanes()).items.map(({ signed }) => signed.state)).toEqual([
      ...Array.from({ length: 4 }, () => 'attested'),
      'same',
    ]);
  });
});
