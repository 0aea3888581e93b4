import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  explainContract,
  parseContract,
  partitionProblems,
  RecoveryContractError,
  retentionProblems,
} from '../index.js';

const FILE = 'contracts/inventory-availability-projection.yaml';
const TEXT = readFileSync(FILE, 'utf8');
const changed = (from: string | RegExp, to: string): string => {
  const text = TEXT.replace(from, to);
  if (text === TEXT) throw new Error(`nothing to change: ${from.toString()}`);
  return text;
};
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('parseContract', () => {
  it('reads the contract of the availability view', () => {
    const contract = parseContract(TEXT, FILE);
    expect(contract.ordering_boundary.partitions).toBe(8);
    expect(contract.ordering_boundary.topics).toContain('inventory.availability.v2');
  });

  it.each<[string, string, number | undefined]>([
    ['the one it names', TEXT, 24],
    ['another', changed('proof_valid_hours: 24', 'proof_valid_hours: 1'), 1],
    ['none where it names none', changed(/ {2}continuous:\n.*\n/, ''), undefined],
  ])('reads the age of a proof: %s', (_name, text, hours) =>
    expect(parseContract(text, 'x.yaml').continuous?.proof_valid_hours).toBe(hours),
  );

  it.each<[string, string, string, RegExp]>([
    [
      'seven partitions',
      changed('partitions: 8', 'partitions: 7'),
      'partitions: 7',
      /ordering_boundary.partitions must be equal to one/,
    ],
    ['a misspelt term', changed('owner:', 'ownr:'), 'ownr', /no term "ownr"/],
    [
      'another partitioner',
      changed('java-string-hash-floormod', 'murmur2'),
      'partitioner: murmur2',
      /partitioner/,
    ],
    ['no checks', changed(/checks:\n(      - .*\n)+/, 'checks: []\n'), 'checks: []', /fewer than 1/],
    [
      'text for a flag',
      changed('replayable: true', 'replayable: maybe'),
      'replayable: maybe',
      /must be boolean/,
    ],
    [
      'a proof that never holds',
      changed('proof_valid_hours: 24', 'proof_valid_hours: 0'),
      'proof_valid_hours: 0',
      /continuous.proof_valid_hours must be >= 1/,
    ],
    [
      'an unknown scope',
      changed('by_seller,', 'by_colour,'),
      'supported:',
      /replay_scope.supported.2 must be equal to one/,
    ],
  ])('refuses %s, with the place', (_name, text, near, message) => {
    const refused = () => parseContract(text, 'x.yaml');
    expect(refused).toThrow(RecoveryContractError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(new RegExp(`x\\.yaml:${lineOf(text, near)}:\\d+: `));
  });

  it.each([
    ['a key twice', changed('  owner:', '  flow: again\n  owner:')],
    ['no YAML', 'a: [b'],
    ['nothing', ''],
  ])('refuses %s', (_name, text) =>
    expect(() => parseContract(text, 'x.yaml')).toThrow(/^x\.yaml:\d+:\d+: /),
  );
});

describe('the position in an error', () => {
  const place = (text: string, part: string): string => {
    const before = text.slice(0, text.indexOf(part)).split('\n');
    return `x.yaml:${before.length}:${(before.at(-1) ?? '').length + 1}: `;
  };

  it.each<[string, string, string]>([
    ['a wrong value: the value', changed('partitions: 8', 'partitions: 77'), '77\n'],
    ['no power of two above the largest', changed('partitions: 8', 'partitions: 2048'), '2048'],
    ['an unknown term: its key', changed('    position:', '    positoin:'), 'positoin'],
    ['a missing term: its object', changed('    position: version\n', ''), 'key: sku'],
    ['an alias of nothing', changed('owner: inventory-platform', 'owner: *nope'), '*nope'],
    ['an alias of something', changed('  owner:', '  own: &a [x]\n  owner: *a #'), '*a #'],
    ['a tag nobody knows', changed('owner: inv', 'owner: !foo inv'), '!foo'],
    ['a second document', `${TEXT}---\nrecovery_contract: b\n`, '---\n'],
    ['a history that nobody knows', changed('trusts: sealed', 'trusts: tape'), 'tape'],
    ['one person for both', changed('four_eyes: true', 'four_eyes: false # x'), 'false # x'],
  ])('%s', (_name, text, part) => {
    const refused = () => parseContract(text, 'x.yaml');
    expect(refused).toThrow(RecoveryContractError);
    expect(refused).toThrow(place(text, part));
  });
});

describe('partitionProblems', () => {
  const contract = parseContract(TEXT, FILE);
  const all = (count: number | null) =>
    new Map(contract.ordering_boundary.topics.map((topic) => [topic, count]));

  it.each<[string, Map<string, number | null>, number]>([
    ['all as pinned', all(8), 0],
    ['one more', new Map([...all(8), ['inventory.updates.v1', 9]]), 1],
    ['one missing', new Map([...all(8), ['inventory.updates.v1', null]]), 1],
    ['none known', new Map(), contract.ordering_boundary.topics.length],
  ])('%s', (_name, counts, expected) => expect(partitionProblems(contract, counts)).toHaveLength(expected));
});

describe('explainContract', () => {
  it.each([
    ['', 'read from Kafka'],
    ['trusts: kafka', 'read from Kafka'],
    ['trusts:  sealed', 'read from sealed segments and the rest from Kafka'],
    ['trusts: both', 'read from sealed segments and from Kafka, which must be the same'],
  ])('with %j the history is %s', (trusts, expected) => {
    const contract = parseContract(changed('trusts: sealed', trusts), FILE);
    expect(explainContract(contract)[0]?.[1]).toContain(expected);
  });

  it.each([FILE, 'contracts/inventory-stock-tables.yaml'])('%s answers all ten questions', (file) => {
    const answers = explainContract(parseContract(readFileSync(file, 'utf8'), file));
    expect(answers).toHaveLength(10);
    expect(answers.filter(([, answer]) => answer === '' || answer.includes('undefined'))).toEqual([]);
  });
});

describe('retentionProblems', () => {
  const week = parseContract(changed('recovery_window: unlimited', 'recovery_window: 7 days'), FILE);
  const forever = parseContract(TEXT, FILE);
  const keep = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };

  it.each<[string, typeof week, Record<string, string>, number]>([
    ['kept for ever', forever, keep, 0],
    ['kept for the window', week, { ...keep, 'retention.ms': '604800000' }, 0],
    ['kept a moment less', week, { ...keep, 'retention.ms': '604799999' }, 1],
    ['kept for years, the window is unlimited', forever, { ...keep, 'retention.ms': '99999999999' }, 1],
    ['kept up to some bytes', forever, { ...keep, 'retention.bytes': '1000000' }, 1],
    ['compacted', forever, { ...keep, 'cleanup.policy': 'compact' }, 1],
    ['compacted and deleted', week, { ...keep, 'cleanup.policy': 'compact,delete', 'retention.ms': '1' }, 2],
  ])('%s', (_name, contract, config, problems) =>
    expect(retentionProblems(contract, config)).toHaveLength(problems),
  );
});
