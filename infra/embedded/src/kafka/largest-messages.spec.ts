import { readFileSync } from 'node:fs';
import {
  LOCATIONS_PER_OFFER,
  MESSAGE,
  PRODUCE_REQUEST_BYTES,
  RECORD_OVERHEAD_BYTES,
} from '@stockproof/bounds';
import { expect, it } from '@jest/globals';

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** No text in JSON takes more bytes for a code point that a name may hold. */
const WIDEST = '\u{10ffff}';
const BUCKET_TYPES = 4;
/** Where a schema leaves the number of items to the rules of its service. */
const ITEMS: Readonly<Record<string, number>> = {
  'availability/v2 locations': LOCATIONS_PER_OFFER,
  'availability-repair/v1 locations': LOCATIONS_PER_OFFER,
  'availability-generation-row/v1 locations': LOCATIONS_PER_OFFER,
  'stock-repair/v1 buckets': BUCKET_TYPES * LOCATIONS_PER_OFFER,
  'reservation-repair/v1 lines': 100,
};

/** A message as large as its schema and the rules allow; throws where neither says how large. */
function largest(name: string, member: string, schema: Schema): unknown {
  const { type, properties, items, maxItems, maxLength, format, pattern } = schema;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined)
    return schema.enum.toSorted((a, b) => String(b).length - String(a).length)[0];
  const is = (kind: string): boolean => type === kind || (type?.includes(kind) ?? false);
  if (is('object'))
    return Object.fromEntries(
      Object.entries(properties ?? {}).map(([key, of]) => [key, largest(name, key, of)]),
    );
  if (is('array'))
    return Array.from({ length: known(maxItems ?? ITEMS[`${name} ${member}`], name, member) }, () =>
      largest(name, member, items ?? {}),
    );
  if (is('integer')) return Number.MAX_SAFE_INTEGER;
  if (is('boolean')) return false;
  // Times that we write have one form.
  if (format === 'date-time' || member.endsWith('_at')) return new Date(0).toISOString();
  return WIDEST.repeat(known(maxLength ?? /\{(\d+)\}\$$/.exec(pattern ?? '')?.[1], name, member));
}

function known(most: number | string | undefined, name: string, member: string): number {
  if (most === undefined) throw new Error(`nothing says how large ${member} of ${name} may be`);
  return Number(most);
}

it.each<[string, number]>([
  // what we read from others, into what is taken
  ['inventory-update/v1', MESSAGE.value_bytes],
  ['inventory-update/v2', MESSAGE.value_bytes],
  ['stock-command/v2', MESSAGE.value_bytes],
  // what we send, into one request
  ...[
    'availability/v2',
    'availability-repair/v1',
    'availability-confidence/v1',
    'availability-generation/v1',
    'availability-generation-row/v1',
    'stock-repair/v1',
    'stock-recapture/v1',
    'outcome-emission/v1',
    'letter-closing/v1',
    'reservation-repair/v1',
  ].map((name): [string, number] => [
    name,
    PRODUCE_REQUEST_BYTES - RECORD_OVERHEAD_BYTES - MESSAGE.key_bytes - MESSAGE.header_bytes,
  ]),
])('the largest %s fits into %i bytes', (name, most) => {
  const schema = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as Schema;
  expect(Buffer.byteLength(JSON.stringify(largest(name, '', schema)))).toBeLessThanOrEqual(most);
});

it('one location in ten more would not fit', () => {
  const schema = JSON.parse(readFileSync('schemas/stock-repair/v1.schema.json', 'utf8')) as Schema;
  const { buckets, ...rest } = largest('stock-repair/v1', '', schema) as {
    readonly buckets: readonly object[];
  };
  const more = [...buckets, ...buckets.slice(0, buckets.length / 10)];
  expect(Buffer.byteLength(JSON.stringify({ ...rest, buckets: more }))).toBeGreaterThan(
    PRODUCE_REQUEST_BYTES,
  );
});
