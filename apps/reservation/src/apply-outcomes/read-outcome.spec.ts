import { ChangeReader } from '@stockproof/cdc';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { cdcMessage } from '@stockproof/testing';
import { commandsTopic, readAccepted, readRepeated, readRejected } from './read-outcome.js';

const TOPIC = 'inventory.stock-commands.v1';
const COMMANDS = commandsTopic(TOPIC);
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
  readAccepted(new ChangeReader(), cdcMessage({ after, op }), COMMANDS);

describe('readAccepted', () => {
  it.each(['c', 'r'])('reads accepted commands (op %s)', (op) => {
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
  ])('ignores %s', (_name, after, op = 'c') => expect(accepted(after, op)).toBeNull());

  it('ignores unreadable messages', () => {
    for (const value of [null, Buffer.from('{'), Buffer.from('7')])
      expect(readAccepted(new ChangeReader(), value, COMMANDS)).toBeNull();
  });

  it('parses no CDC event of a seller, although what Debezium adds has escapes', () => {
    const reader = new ChangeReader();
    const read = jest.spyOn(reader, 'read');
    const value = Buffer.from(
      '{"before":null,"after":{"event_id":"e-1","source_topic":"inventory.updates.v1"},"source":{"sequence":"[\\"1\\",\\"2\\"]"},"op":"c"}',
    );
    expect(readAccepted(reader, value, COMMANDS)).toBeNull();
    expect(read).not.toHaveBeenCalled();
  });
});

describe('readRepeated', () => {
  const again = (value: unknown) => readRepeated(Buffer.from(JSON.stringify(value)), COMMANDS);

  it('reads an earlier accepted command, in its CDC format', () => {
    expect(again({ schema_version: 1, ...ROW })).toEqual(accepted(ROW));
  });

  it('reads that its id belongs to another request', () => {
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
  ])('ignores %s', (_name, value) => expect(again(value)).toBeNull());

  it('ignores unreadable messages', () => {
    for (const value of [null, Buffer.from('{')]) expect(readRepeated(value, COMMANDS)).toBeNull();
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
  const rejected = (value: unknown) => readRejected(Buffer.from(JSON.stringify(value)), COMMANDS);
  const because = (available: number | null) => ({
    reservation_id: 'order.7',
    event_id: ROW.event_id,
    command: { ...COMMAND, answer: { accepted: false, reason: 'insufficient_stock', available } },
  });

  it('reads what other locations have', () => {
    const facts = { available: 3, 'sellable@b': 4, 'sellable@a@c': 1, 'sellable@d': 'many', requested: 9 };
    expect(rejected({ ...refusal, facts })?.command.answer).toMatchObject({
      elsewhere: [
        { location_id: 'b', sellable: 4 },
        { location_id: 'a@c', sellable: 1 },
      ],
    });
  });

  it.each<[string, unknown, number | null]>([
    ['and how much there was', refusal, 3],
    ['none at all being left', { ...refusal, facts: { available: 0 } }, 0],
    ['without facts', { ...refusal, facts: undefined }, null],
    ['with other facts', { ...refusal, facts: { available: 'few' } }, null],
  ])('reads the reason, %s', (_name, value, available) =>
    expect(rejected(value)).toEqual(because(available)),
  );

  it.each<[string, unknown]>([
    ['of a seller’s event', { ...refusal, source_topic: 'inventory.updates.v1' }],
    ['of another operation than the name says', { ...refusal, operation: 'F' }],
    ['of no command', { ...refusal, event_id: 'e-1' }],
  ])('ignores one %s', (_name, value) => expect(rejected(value)).toBeNull());

  it('ignores unreadable messages', () => {
    for (const value of [null, Buffer.from('{'), Buffer.from([0xff])])
      expect(readRejected(value, COMMANDS)).toBeNull();
  });
});

describe('a message of each topic', () => {
  afterEach(() => void jest.restoreAllMocks());

  const foreign = { ...ROW, event_id: 'e-1', source_topic: 'inventory.updates.v1' };
  const refused = { ...foreign, reason: 'insufficient_stock', rejected_at: ROW.accepted_at };
  const read = {
    accepted: (value: Buffer) => readAccepted(new ChangeReader(), value, COMMANDS),
    repeated: (value: Buffer) => readRepeated(value, COMMANDS),
    rejected: (value: Buffer) => readRejected(value, COMMANDS),
  };
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

  it.each<[keyof typeof read, Buffer]>([
    ['accepted', cdcMessage({ op: 'c', after: foreign })],
    ['repeated', json(foreign)],
    ['rejected', json(refused)],
  ])('is not parsed if it is about a seller’s event: %s', (name, value) => {
    const parse = jest.spyOn(JSON, 'parse');
    expect(read[name](value)).toBeNull();
    expect(parse).not.toHaveBeenCalled();
  });

  it.each<[keyof typeof read, Buffer]>([
    ['accepted', cdcMessage({ op: 'c', after: ROW })],
    ['repeated', json(ROW)],
    ['rejected', json({ ...refused, event_id: ROW.event_id, source_topic: TOPIC })],
  ])('is found if it is about a command, in any spelling: %s', (name, value) => {
    const plain = read[name](value);
    expect(plain?.event_id).toBe(ROW.event_id);
    const spellings = [...TOPIC].map((character, at) => {
      const code = character.charCodeAt(0).toString(16).padStart(4, '0');
      return `${TOPIC.slice(0, at)}\\u${code}${TOPIC.slice(at + 1)}`;
    });
    for (const spelling of spellings)
      expect(read[name](Buffer.from(value.toString().replace(TOPIC, spelling)))).toEqual(plain);
  });
});
