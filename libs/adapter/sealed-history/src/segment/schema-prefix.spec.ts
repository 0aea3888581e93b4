import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SchemaPrefixes } from './schema-prefix.js';

const DEBEZIUM = '{"schema":{"type":"struct"},"payload":';

describe('a schema prefix', () => {
  it.each<[string, string, string | null]>([
    ['of a CDC event', `${DEBEZIUM}{"op":"c"}}`, DEBEZIUM],
    ['before the first payload only', `${DEBEZIUM}{"a":{},"payload":1}}`, DEBEZIUM],
    ['of nothing', DEBEZIUM, DEBEZIUM],
    ['none without a payload', '{"schema":{}}', null],
    ['none in the middle', ' {"schema":{},"payload":1}', null],
    ['none in a beginning', '{"sche', null],
    ['none in an empty value', '', null],
  ])('%s', (_what, value, prefix) => {
    const { prefix: found, rest } = new SchemaPrefixes().split(Buffer.from(value));
    expect(found?.bytes.toString() ?? null).toBe(prefix);
    expect(`${prefix ?? ''}${rest.toString()}`).toBe(value);
  });

  it('is the same whatever was split before, and loses nothing', () => {
    const piece = fc.constantFrom('{"schema":', ',"payload":', '{}', 'x', '"');
    const value = fc.array(piece, { maxLength: 6 }).map((pieces) => Buffer.from(pieces.join('')));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), value, (before, last) => {
        const prefixes = new SchemaPrefixes();
        for (const one of before) prefixes.split(one);
        const { prefix, rest } = prefixes.split(last);
        expect(Buffer.concat([prefix?.bytes ?? Buffer.alloc(0), rest])).toEqual(last);
        expect(prefix?.sha256).toBe(new SchemaPrefixes().split(last).prefix?.sha256);
      }),
    );
  });

  it('is kept for 64 schemas of 256 KiB; a value with another is stored whole', () => {
    const prefixes = new SchemaPrefixes();
    const of = (schema: string) => prefixes.split(Buffer.from(`{"schema":${schema},"payload":1}`)).is_known;
    expect(of(`"${'x'.repeat(256 * 1_024)}"`)).toBe(false);
    expect(Array.from({ length: 64 }, (_, n) => of(String(n))).every(Boolean)).toBe(true);
    expect([of('64'), of('0')]).toEqual([false, true]);
    expect(prefixes.all()).toHaveLength(64);
  });
});
