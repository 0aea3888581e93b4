import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SchemaSeen } from './change.js';
import { ChangeReader, rowBytes } from './change-reader.js';

const schema = { type: 'struct', fields: [{ type: 'int64', field: 'version' }], name: 'inventory.Envelope' };

function message(payload: unknown, withSchema: unknown = schema): Buffer {
  return Buffer.from(JSON.stringify({ schema: withSchema, payload }));
}

const inserted = (after: unknown) => ({
  before: null,
  after,
  source: { lsn: 12 },
  transaction: null,
  op: 'c',
  ts_ms: 1,
});

/** With a schema, as until ADR 0068. */
const insert = (after: unknown): Buffer => message(inserted(after));
/** As it is now: the payload alone. */
const bare = (payload: unknown): Buffer => Buffer.from(JSON.stringify(payload));

describe('ChangeReader', () => {
  it.each([
    ['insert', insert({ version: 1 }), { kind: 'change', op: 'c', after: { version: 1 } }],
    [
      'update',
      message({ before: null, after: { version: 2 }, source: {}, op: 'u' }),
      { kind: 'change', op: 'u' },
    ],
    [
      'delete',
      message({ before: { version: 2 }, after: null, source: {}, op: 'd' }),
      { kind: 'change', op: 'd', after: null },
    ],
    [
      'snapshot read',
      message({ before: null, after: { version: 3 }, source: {}, op: 'r' }),
      { kind: 'change', op: 'r' },
    ],
    ['truncate', message({ source: {}, op: 't' }), { kind: 'change', op: 't', after: null }],
    ['tombstone', null, { kind: 'tombstone' }],
    ['no JSON', Buffer.from('{"schema":'), { kind: 'unreadable', reason: 'not a JSON object' }],
    ['no payload', Buffer.from('{"schema":{}}'), { kind: 'unreadable', reason: 'no payload object' }],
    [
      'no schema',
      Buffer.from('{"payload":{"op":"c","after":{}}}'),
      { kind: 'unreadable', reason: 'no schema' },
    ],
    ['payload that is null', message(null), { kind: 'unreadable', reason: 'no payload object' }],
    ['payload that is an array', message([]), { kind: 'unreadable', reason: 'no payload object' }],
    ['payload that is a text', message('c'), { kind: 'unreadable', reason: 'no payload object' }],
    [
      'schema that is null',
      message({ op: 'c', after: {} }, null),
      { kind: 'unreadable', reason: 'no schema' },
    ],
    [
      'row that is a number',
      message({ op: 'c', after: 7 }),
      { kind: 'unreadable', reason: 'row is no object' },
    ],
    [
      'row that is an array',
      message({ op: 'c', after: [] }),
      { kind: 'unreadable', reason: 'row is no object' },
    ],
    [
      'row before that is no object',
      message({ op: 'u', before: 7, after: {} }),
      { kind: 'change', op: 'u', before: null },
    ],
    ['null', Buffer.from('null'), { kind: 'unreadable', reason: 'not a JSON object' }],
    [
      'insert without a schema',
      bare(inserted({ version: 1 })),
      { kind: 'change', op: 'c', after: { version: 1 } },
    ],
    [
      'delete without a schema',
      bare({ before: { version: 2 }, after: null, source: {}, op: 'd' }),
      { kind: 'change', op: 'd', after: null, before: { version: 2 } },
    ],
    ['truncate without a schema', bare({ source: {}, op: 't' }), { kind: 'change', op: 't', after: null }],
    ['object of another kind', bare({ sku: 'a' }), { kind: 'unreadable', reason: 'unknown operation' }],
    ['unknown op', message({ op: 'z' }), { kind: 'unreadable', reason: 'unknown operation' }],
  ])('reads a %s first and after a known schema in the same way', (_name, value, expected) => {
    const fresh = new ChangeReader();
    const warm = new ChangeReader();
    warm.read(insert({ version: 0 }));
    warm.read(bare(inserted({ version: 0 })));
    expect(fresh.read(value)).toMatchObject(expected);
    expect(warm.read(value)).toMatchObject(expected);
  });

  it('reads a value in two parts like the whole, wherever it is divided', () => {
    const cut = '},"payload":';
    const values = [
      insert({ version: 1 }),
      message({ op: 'u', after: { version: 2 } }),
      insert({ note: cut }),
      message({ op: 'c', after: { version: 3 } }, { ...schema, doc: cut }),
    ];
    const [whole, parted] = [new ChangeReader(), new ChangeReader()];
    for (const value of [...values, ...values]) {
      const at = value.indexOf(cut) + cut.length;
      const prefix = Buffer.from(value.subarray(0, at));
      const expected = whole.read(value);
      expect(parted.readParts(prefix, value.subarray(at))).toEqual(expected);
      expect(parted.readParts(prefix, value.subarray(at))).toEqual(expected);
      expect(parted.readParts(null, value)).toEqual(expected);
    }
    expect(parted.readParts(null, null)).toEqual({ kind: 'tombstone' });
    expect(parted.readParts(Buffer.from('{"schema":'), Buffer.from('x'))).toMatchObject({
      kind: 'unreadable',
    });
  });

  it('gives the row of any insert exactly as a full parse does', () => {
    const reader = new ChangeReader();
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ unit: 'binary' }),
          fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.constant(null)),
        ),
        (row) => {
          for (const bytes of [insert(row), bare(inserted(row))]) {
            const whole = JSON.parse(JSON.stringify(row)) as object;
            expect(reader.read(bytes)).toMatchObject({ kind: 'change', op: 'c', after: whole });
          }
        },
      ),
    );
  });

  it('is not deceived by a value that looks like the end of the row', () => {
    const reader = new ChangeReader();
    reader.read(insert({ version: 0 }));
    const row = { sku: '},"source":{"op":"c"', version: 7 };
    expect(reader.read(insert(row))).toMatchObject({ op: 'c', after: row });
    expect(reader.read(bare(inserted(row)))).toMatchObject({ op: 'c', after: row });
  });

  it('falls back to a full parse when the table changes, and reports each schema once', () => {
    const seen: SchemaSeen[] = [];
    const reader = new ChangeReader((schemaSeen) => seen.push(schemaSeen));
    const wider = { ...schema, fields: [...schema.fields, { type: 'string', field: 'colour' }] };
    const changed = message(
      { before: null, after: { version: 2, colour: 'red' }, source: {}, op: 'c' },
      wider,
    );
    const readings = [insert({ version: 1 }), changed, changed, insert({ version: 3 })].map((m) =>
      reader.read(m),
    );
    expect(readings.map((change) => change.kind)).toEqual(Array(4).fill('change'));
    expect(seen.map((one) => one.schema_json)).toEqual([JSON.stringify(schema), JSON.stringify(wider)]);
    expect(new Set(seen.map((one) => one.fingerprint)).size).toBe(2);
  });

  it('reports the names of the columns in order where there is no schema, each list once', () => {
    const seen: SchemaSeen[] = [];
    const reader = new ChangeReader((schemaSeen) => seen.push(schemaSeen));
    const rows = [
      { version: 1, sku: 'a' },
      { version: 2, sku: 'b' },
      { version: 3, sku: 'c', colour: null },
      { sku: 'd', version: 4 },
      { version: 5, sku: 'e' },
    ];
    const readings = rows.map((row) => reader.read(bare(inserted(row))));
    expect(seen.map(({ schema_json }) => schema_json)).toEqual([
      '["version","sku"]',
      '["version","sku","colour"]',
      '["sku","version"]',
    ]);
    const [first, wider, turned] = seen.map(({ fingerprint }) => fingerprint);
    expect(readings).toMatchObject(
      [first, first, wider, turned, first].map((fingerprint) => ({ kind: 'change', fingerprint })),
    );
    // The same columns with a schema are another fingerprint: an old history has both.
    expect(reader.read(insert({ version: 6, sku: 'f' }))).not.toMatchObject({ fingerprint: first });
  });

  it('never throws', () => {
    const reader = new ChangeReader();
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void reader.read(Buffer.from(bytes))));
  });
});

describe('the bytes to search', () => {
  const source = { sequence: '["1","2"]' };

  it.each<[string, Buffer, string]>([
    [
      'of an insert are its row',
      bare({ before: null, after: { sku: 'a' }, source, op: 'c' }),
      '{"before":null,"after":{"sku":"a"}',
    ],
    [
      'go to the end of the row and not of a value that looks like it',
      bare({ before: null, after: { sku: '},"source":{' }, source, op: 'c' }),
      '{"before":null,"after":{"sku":"},\\"source\\":{"}',
    ],
  ])('%s', (_what, value, row) => expect(rowBytes(value).toString()).toBe(row));

  it.each<[string, Buffer]>([
    ['a change of a row', bare({ before: { sku: 'a' }, after: { sku: 'b' }, source, op: 'u' })],
    ['a row that is gone', bare({ before: { sku: 'a' }, after: null, source, op: 'd' })],
    ['a message with a schema', insert({ sku: 'a' })],
    ['one without a source', bare({ before: null, after: { sku: 'a' } })],
    ['nothing', Buffer.alloc(0)],
  ])('of %s are all', (_what, value) => expect(rowBytes(value)).toBe(value));

  it('hold every value of the row that is read', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (row) => {
        const value = bare(inserted(row));
        expect(rowBytes(value).toString()).toBe(`{"before":null,"after":${JSON.stringify(row)}`);
      }),
    );
  });
});
