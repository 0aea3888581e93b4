import { ChangeReader } from '@stockproof/cdc';
import { describe, expect, it } from '@jest/globals';
import { cdcMessage } from '@stockproof/testing';
import { readAccepted, readRepeated, readRejected } from './read-outcome.js';

const TOPIC = 'inventory.stock-commands.v1';
const ROW = {
  event_id: 'rsv.0123456789abcdef.2.R.order.7',
  version: 9,
  operation: 'R',
  source_topic: TOPIC,
  accepted_at: '2026-06-19T18:23:11.5Z',
};
const COMMAND = {
  type: 'outcome',
  line: 2,
  operation: 'R',
  event_id: ROW.event_id,
  now_ms: Date.parse('2026-06-19T18:23:11.5Z'),
};

const accepted = (after: object | null, op = 'c') =>
  readAccepted(new ChangeReader(), cdcMessage({ after, op }), TOPIC);

describe('readAccepted', () => {
  it.each(['c', 'r'])('reads what the ledger took (op %s)', (op) => {
    expect(accepted(ROW, op)).toEqual({
      reservation_id: 'order.7',
      event_id: ROW.event_id,
      command: { ...COMMAND, answer: { accepted: true, version: 9 } },
    });
  });

  it.each<[string, object | null, string?]>([
    ['a seller’s event', { ...ROW, event_id: 'e-1' }],
    ['a seller’s event with the name of a command', { ...ROW, source_topic: 'inventory.updates.v1' }],
    ['another operation than the name says', { ...ROW, operation: 'U' }],
    ['a tag that is none', { ...ROW, event_id: 'rsv.0123.2.R.order.7' }],
    ['a row without a version', { ...ROW, version: undefined }],
    ['a row whose version is text', { ...ROW, version: '9' }],
    ['a change of a row', ROW, 'u'],
    ['a row that is gone', null, 'd'],
  ])('takes no notice of %s', (_name, after, op = 'c') => expect(accepted(after, op)).toBeNull());

  it('takes no notice of what cannot be read', () => {
    for (const value of [null, Buffer.from('{'), Buffer.from('7')])
      expect(readAccepted(new ChangeReader(), value, TOPIC)).toBeNull();
  });
});

describe('readRepeated', () => {
  const again = (value: unknown) => readRepeated(Buffer.from(JSON.stringify(value)), TOPIC);

  it('reads what the ledger took before, as its capture says it', () => {
    expect(again({ schema_version: 1, ...ROW })).toEqual(accepted(ROW));
  });

  it('reads that its id stands for another request', () => {
    const { accepted_at: seen_at, version: _version, ...conflict } = ROW;
    expect(again({ schema_version: 1, type: 'conflict', ...conflict, seen_at })).toEqual({
      reservation_id: 'order.7',
      event_id: ROW.event_id,
      command: { ...COMMAND, answer: { conflict: true } },
    });
  });

  it.each<[string, unknown]>([
    [
      'a conflict of a seller’s event',
      { ...ROW, type: 'conflict', seen_at: ROW.accepted_at, source_topic: 'inventory.updates.v1' },
    ],
    ['a seller’s event with the name of a command', { ...ROW, source_topic: 'inventory.updates.v1' }],
    ['another operation than the name says', { ...ROW, operation: 'F' }],
    ['an answer without a version', { ...ROW, version: undefined }],
    ['what is none', 7],
  ])('takes no notice of %s', (_name, value) => expect(again(value)).toBeNull());

  it('takes no notice of what cannot be read', () => {
    for (const value of [null, Buffer.from('{')]) expect(readRepeated(value, TOPIC)).toBeNull();
  });
});

describe('readRejected', () => {
  const refusal = {
    event_id: ROW.event_id,
    operation: 'R',
    source_topic: TOPIC,
    reason: 'insufficient_stock',
    facts: { available: 3 },
    rejected_at: ROW.accepted_at,
  };
  const rejected = (value: unknown) => readRejected(Buffer.from(JSON.stringify(value)), TOPIC);
  const because = (available: number | null) => ({
    reservation_id: 'order.7',
    event_id: ROW.event_id,
    command: { ...COMMAND, answer: { accepted: false, reason: 'insufficient_stock', available } },
  });

  it.each<[string, unknown, number | null]>([
    ['and how much there was', refusal, 3],
    ['none at all being left', { ...refusal, facts: { available: 0 } }, 0],
    ['without facts', { ...refusal, facts: undefined }, null],
    ['with other facts', { ...refusal, facts: { available: 'few' } }, null],
  ])('reads why, %s', (_name, value, available) => expect(rejected(value)).toEqual(because(available)));

  it.each<[string, unknown]>([
    ['of a seller’s event', { ...refusal, source_topic: 'inventory.updates.v1' }],
    ['of another operation than the name says', { ...refusal, operation: 'F' }],
    ['of no command', { ...refusal, event_id: 'e-1' }],
  ])('takes no notice of one %s', (_name, value) => expect(rejected(value)).toBeNull());

  it('takes no notice of what cannot be read', () => {
    for (const value of [null, Buffer.from('{'), Buffer.from([0xff])])
      expect(readRejected(value, TOPIC)).toBeNull();
  });
});
