import { EVIDENCE_BYTES } from '@stockproof/bounds';
import { expect, it } from '@jest/globals';
import { canonicalJson } from '@stockproof/evidence';
import { partOf } from '@stockproof/testing/kit';
import type { Flow } from '../contracts/load-flows.js';
import { readRequest } from './request-body.js';

const FLOW = partOf<Flow>({
  contract: { flow: 'f', replay_scope: { supported: ['by_offer'], modes: ['verify'] } },
});
const WIDE = '\u{10ffff}';
/** A name of so many bytes. */
const named = (bytes: number): string => WIDE.repeat(Math.floor(bytes / 4)) + 'x'.repeat(bytes % 4);
const WIDEST = { seller_id: named(256), sku: named(256) };
const bytesOf = (offers: readonly object[]): number =>
  Buffer.byteLength(canonicalJson({ type: 'by_offer', offers }));
const OFFER_BYTES = bytesOf([WIDEST, WIDEST]) - bytesOf([WIDEST]);

/** A scope of exactly so many bytes: the widest names, and three offers that share out what is left. */
function scopeOf(bytes: number): { readonly type: string; readonly offers: readonly object[] } {
  const offers = Array.from({ length: Math.floor(bytes / OFFER_BYTES) - 2 }, () => WIDEST);
  const left = bytes - bytesOf([...offers, ...Array.from({ length: 3 }, () => ({ seller_id: '', sku: '' }))]);
  const each = Math.floor(left / 6);
  const names = [each, each, each, each, each, left - 5 * each].map(named);
  return {
    type: 'by_offer',
    offers: [...offers, ...[0, 2, 4].map((at) => ({ seller_id: names[at], sku: names[at + 1] }))],
  };
}

const ask = (scope: object) =>
  readRequest(
    { contract: 'f', scope, mode: 'verify', owner: 'o', intent: 'i' },
    new Map([['f', FLOW]]),
    'rec-1',
    () => Promise.reject(new Error('no functions')),
  );

it('accepts a scope as long as a record can contain, and not one byte more', async () => {
  const largest = scopeOf(EVIDENCE_BYTES.scope);
  expect(Buffer.byteLength(canonicalJson(largest))).toBe(EVIDENCE_BYTES.scope);
  expect((await ask(largest)).request.scope).toEqual(largest);
  await expect(ask(scopeOf(EVIDENCE_BYTES.scope + 1))).rejects.toMatchObject({
    status: 413,
    code: 'too_large',
    message: `the scope has ${EVIDENCE_BYTES.scope + 1} bytes, at most ${EVIDENCE_BYTES.scope} are taken: ask for it in parts`,
  });
});

it.each<[string, object, string]>([
  ['of no contract', { contract: 'g' }, '400 unknown_contract: there is no contract g; there are f'],
  ['of no scope', { scope: { type: 'by_moon' } }, '400 bad_scope: '],
  [
    'of a scope that the contract does not support',
    { scope: { type: 'all' } },
    '400 unsupported_scope: the contract supports by_offer',
  ],
  [
    'in a mode that the contract does not support',
    { mode: 'repair' },
    '400 unsupported_mode: the contract supports verify, what_if, promote',
  ],
  [
    'of a function that is not here',
    { mode: 'what_if', candidate: { name: 'c' } },
    '400 unknown_candidate: no functions',
  ],
  [
    'of no function where one is needed',
    { mode: 'what_if' },
    '400 bad_request: candidate: needed for what_if and promote',
  ],
  [
    'of a function where none is needed',
    { candidate: { name: 'c' } },
    '400 bad_request: candidate: needed for what_if and promote',
  ],
  [
    'to promote a function for some offers',
    { mode: 'promote', candidate: { name: 'c' } },
    '400 unsupported_scope: a function is promoted for all offers or for none',
  ],
  ['of half of history', { history: 'half' }, '400 bad_request: history: '],
  ['that says too little', { owner: undefined }, '400 bad_request: owner: '],
])('refuses a request %s', async (_what, change, reported) => {
  const flow = partOf<Flow>({
    contract: {
      flow: 'f',
      replay_scope: { supported: ['by_offer'], modes: ['verify', 'what_if', 'promote'] },
    },
  });
  const body = {
    contract: 'f',
    scope: { type: 'by_offer', offers: [WIDEST] },
    mode: 'verify',
    owner: 'o',
    intent: 'i',
    ...change,
  };
  const refused = readRequest(body, new Map([['f', flow]]), 'rec-1', () =>
    Promise.reject(new Error('no functions')),
  ).catch(
    ({ status, code, message }: { status: number; code: string; message: string }) =>
      `${status} ${code}: ${message}`,
  );
  expect(await refused).toEqual(expect.stringContaining(reported));
});
