import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseContract } from '@stockproof/recovery-contract';
import { requireSealed } from './require-sealed.js';

const NAME = 'inventory-stock-tables';
const contract = parseContract(readFileSync(`contracts/${NAME}.yaml`, 'utf8'), NAME);
type Trusts = typeof contract.history.trusts;
const trusting = (trusts: Trusts) =>
  new Map([
    [
      NAME,
      { contract: { ...contract, history: { ...contract.history, trusts } as typeof contract.history } },
    ],
  ]);

describe('deleting sealed history from Kafka', () => {
  it.each<[string, Trusts, number, string, string | null]>([
    ['is off', 'kafka', 0, '', null],
    ['is of sealed history that is trusted', 'sealed', 1, 'file:///s', null],
    [
      'is not of history that a contract reads in Kafka',
      'kafka',
      1,
      'file:///s',
      `contract of ${NAME} trusts kafka`,
    ],
    ['nor if a contract says nothing', undefined, 1, 'file:///s', `contract of ${NAME} trusts kafka`],
    ['is not without a store', 'sealed', 1, '', 'STOCKPROOF_SEALED_STORE is not'],
  ])('%s', (_what, trusts, delete_after_ms, store, refused) => {
    const required = () => requireSealed(trusting(trusts), { delete_after_ms, store });
    if (refused === null) expect(required).not.toThrow();
    else expect(required).toThrow(refused);
  });
});
