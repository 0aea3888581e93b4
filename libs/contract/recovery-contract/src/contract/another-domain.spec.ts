import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ContractDomain } from './contract-schema.js';
import { explainContract } from './explain-contract.js';
import { contractParser, RecoveryContractError } from './parse-contract.js';

const METERS: ContractDomain = {
  flows: ['meter-totals'],
  scopes: ['by_meter', 'all'],
  checks: ['totals_match_readings'],
  ordering_keys: ['meter'],
  idempotency_keys: [['meter', 'reading_id']],
  functions: ['add_up'],
};
const parseMeters = contractParser(METERS);

/** The contract of this platform in the words of another domain. */
const TEXT = readFileSync('contracts/inventory-availability-projection.yaml', 'utf8')
  .replace('flow: inventory-availability-projection', 'flow: meter-totals')
  .replace('key: sku', 'key: meter')
  .replace(/key: \[seller_id, event_id\]/, 'key: [meter, reading_id]')
  .replace('name: compute_sellable_availability', 'name: add_up')
  .replace(/supported: \[.*\]/, 'supported: [by_meter, all]')
  .replace(/checks:\n( +- \w+\n)+/, 'checks:\n      - totals_match_readings\n');

describe('a contract of another domain', () => {
  it('is read and explained in its own words', () => {
    const contract = parseMeters(TEXT, 'meters.yaml');
    expect([contract.flow, contract.reconciliation.checks]).toEqual([
      'meter-totals',
      ['totals_match_readings'],
    ]);
    expect(explainContract(contract).map(([, answer]) => answer)).toContain('totals_match_readings');
  });

  it.each([
    ['a flow', 'flow: meter-totals', 'flow: reservation-view'],
    ['a check', '- totals_match_readings', '- view_matches_replay'],
    ['a scope', '[by_meter, all]', '[by_sku, all]'],
    ['an ordering key', 'key: meter', 'key: sku'],
    ['an idempotency key', '[meter, reading_id]', '[seller_id, event_id]'],
    ['a function', 'name: add_up', 'name: evolve_offer'],
  ])('is refused with %s of inventory', (_what, own, other) => {
    expect(TEXT).toContain(own);
    expect(() => parseMeters(TEXT.replace(own, other), 'meters.yaml')).toThrow(RecoveryContractError);
  });
});

describe('the part that every domain shares', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => [file, readFileSync(join(import.meta.dirname, file), 'utf8')] as const);

  it('contains no word of inventory and imports none of it', () => {
    expect(sources.length).toBeGreaterThan(4);
    const words = /sku|seller|offer|stock(?!proof)|inventory|bucket|reservation|availability/i;
    expect(sources.filter(([, source]) => words.test(source)).map(([file]) => file)).toEqual([]);
  });
});
