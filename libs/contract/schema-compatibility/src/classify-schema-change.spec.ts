import { expect, it } from '@jest/globals';
import { type CompatibilityMode, compareSchemas, classifySchemaChange, type Schema } from './index.js';

type Editable = { properties: Record<string, Record<string, unknown>>; required: string[] } & Record<
  string,
  unknown
>;

const BASE: Editable = {
  title: 'T',
  description: 'd',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'n', 'kind'],
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 64, pattern: '^[a-z]+$' },
    n: { type: 'integer', minimum: 0, maximum: 100 },
    kind: { enum: ['a', 'b'] },
    v: { const: 2 },
    note: { type: ['string', 'null'] },
    list: {
      type: 'array',
      maxItems: 10,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['x'],
        properties: { x: { type: 'integer' } },
      },
    },
  },
};

type Edit = (schema: Editable) => unknown;

/** Which modes forbid an edit: b(ackward), f(orward) with strict readers, t: forward with tolerant ones. */
function forbidden(edit: Edit): string {
  const after = structuredClone(BASE);
  edit(after);
  const breaks = (mode: CompatibilityMode, strict: boolean): boolean =>
    classifySchemaChange(BASE, after, mode, [{ name: 'r', strict }]).length > 0;
  expect(breaks('full', true)).toBe(breaks('backward', true) || breaks('forward', true));
  return `${breaks('backward', true) ? 'b' : ''}${breaks('forward', true) ? 'f' : ''}${breaks('forward', false) ? 't' : ''}`;
}

const items = (schema: Editable): Editable => schema.properties['list']?.['items'] as Editable;

it.each<[string, Edit, string]>([
  ['nothing', () => undefined, ''],
  ['another description', (s) => (s['description'] = 'e'), ''],
  ['another title', (s) => (s['title'] = 'U'), ''],
  ['another description of a field', (s) => ((s.properties['n'] ??= {})['description'] = 'e'), ''],
  ['a default', (s) => ((s.properties['n'] ??= {})['default'] = 1), ''],
  [
    'members in another order',
    (s) => (s.properties = Object.fromEntries(Object.entries(s.properties).reverse())),
    '',
  ],
  ['required in another order', (s) => s.required.reverse(), ''],
  ['an optional field more', (s) => (s.properties['more'] = { type: 'string' }), 'f'],
  [
    'a required field more',
    (s) => {
      s.properties['more'] = { type: 'string' };
      s.required.push('more');
    },
    'bf',
  ],
  ['an optional field less', (s) => delete s.properties['note'], 'b'],
  [
    'a required field less',
    (s) => {
      delete s.properties['n'];
      s.required = ['id', 'kind'];
    },
    'bft',
  ],
  [
    'a field renamed',
    (s) => {
      s.properties['remark'] = s.properties['note'] ?? {};
      delete s.properties['note'];
    },
    'bf',
  ],
  ['an optional field that is required now', (s) => s.required.push('note'), 'b'],
  ['a required field that is optional now', (s) => (s.required = ['id', 'n']), 'ft'],
  ['an integer that may be any number', (s) => ((s.properties['n'] ??= {})['type'] = 'number'), 'ft'],
  ['a type changed', (s) => ((s.properties['n'] ??= {})['type'] = 'string'), 'bft'],
  ['a type that may not be null any more', (s) => ((s.properties['note'] ??= {})['type'] = 'string'), 'b'],
  ['a type that may be null', (s) => ((s.properties['id'] ??= {})['type'] = ['string', 'null']), 'ft'],
  ['a lower maximum', (s) => ((s.properties['n'] ??= {})['maximum'] = 50), 'b'],
  ['a higher maximum', (s) => ((s.properties['n'] ??= {})['maximum'] = 500), 'ft'],
  ['a higher minimum', (s) => ((s.properties['n'] ??= {})['minimum'] = 1), 'b'],
  ['a lower minimum', (s) => ((s.properties['n'] ??= {})['minimum'] = -1), 'ft'],
  ['no maximum', (s) => delete s.properties['n']?.['maximum'], 'ft'],
  ['a shorter text', (s) => ((s.properties['id'] ??= {})['maxLength'] = 32), 'b'],
  ['a longer text', (s) => ((s.properties['id'] ??= {})['maxLength'] = 128), 'ft'],
  ['another pattern', (s) => ((s.properties['id'] ??= {})['pattern'] = '^[0-9]+$'), 'bft'],
  ['no pattern', (s) => delete s.properties['id']?.['pattern'], 'ft'],
  ['a format', (s) => ((s.properties['id'] ??= {})['format'] = 'uuid'), 'b'],
  ['a value more to choose', (s) => ((s.properties['kind'] ??= {})['enum'] = ['a', 'b', 'c']), 'ft'],
  ['a value less to choose', (s) => ((s.properties['kind'] ??= {})['enum'] = ['a']), 'b'],
  ['a value renamed', (s) => ((s.properties['kind'] ??= {})['enum'] = ['a', 'c']), 'bft'],
  ['another constant', (s) => ((s.properties['v'] ??= {})['const'] = 3), 'bft'],
  ['a constant that may be several', (s) => (s.properties['v'] = { enum: [2, 3] }), 'ft'],
  ['another meaning of the same form', (s) => ((s.properties['n'] ??= {})['x-meaning'] = 2), 'bft'],
  ['other members allowed', (s) => (s['additionalProperties'] = true), 'ft'],
  ['fewer items', (s) => ((s.properties['list'] ??= {})['maxItems'] = 5), 'b'],
  ['no item twice', (s) => ((s.properties['list'] ??= {})['uniqueItems'] = true), 'b'],
  [
    'a required field more in the items',
    (s) => {
      items(s).properties['y'] = { type: 'integer' };
      items(s).required.push('y');
    },
    'bf',
  ],
  ['a narrower type in the items', (s) => ((items(s).properties['x'] ??= {})['maximum'] = 9), 'b'],
  ['a keyword nobody knows', (s) => ((s.properties['n'] ??= {})['multipleOf'] = 5), 'b'],
])('%s', (_name, edit, breaks) => expect(forbidden(edit)).toBe(breaks));

it('names the path, the reader and the remedy', () => {
  const after = structuredClone(BASE);
  ((after.properties['list']?.['items'] as Editable).properties['x'] ??= {})['type'] = 'string';
  const [breach] = classifySchemaChange(BASE, after, 'full', [{ name: 'command-handler', strict: true }]);
  expect(breach?.path).toBe('list[].x');
  expect(breach?.advice).toMatch(/command-handler .* new version with an upcaster/);
});

it.each<[string, boolean, boolean, boolean, string]>([
  // whether others may be there before and after; whether the field that goes was required; which way its
  // going breaks
  ['open, and open still', true, true, false, ''],
  ['open, and closed in the same change: what was written with it is refused', true, false, false, 'b'],
  ['closed, and opened in the same change', false, true, false, ''],
  ['closed, and closed still', false, false, false, 'b'],
  ['open: who needs it misses it', true, true, true, 'f'],
  ['closed in the same change, and needed', true, false, true, 'bf'],
])('a removed field, where objects are %s', (_name, before, after, required, breaks) => {
  const schema = (open: boolean, names: readonly string[]): Schema => ({
    type: 'object',
    additionalProperties: open,
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    required: required ? names : [],
  });
  const gone = compareSchemas(schema(before, ['kept', 'gone']), schema(after, ['kept'])).filter(
    ({ path }) => path === 'gone',
  );
  expect(gone.map(({ backward, forward }) => `${backward ? 'b' : ''}${forward ? 'f' : ''}`)).toEqual([
    breaks,
  ]);
});

it.each<[string, Schema, Schema, string]>([
  ['members are refused now', {}, { additionalProperties: false }, 'b'],
  ['members are allowed now', { additionalProperties: false }, {}, 'f'],
  ['members must be texts now', {}, { additionalProperties: { type: 'string' } }, 'b'],
  [
    'members may be anything now',
    { additionalProperties: { type: 'string' } },
    { additionalProperties: true },
    'f',
  ],
  [
    'members are texts, and may be null',
    { additionalProperties: { type: 'string' } },
    { additionalProperties: { type: ['string', 'null'] } },
    'f',
  ],
  ['items are described now', { type: 'array' }, { type: 'array', items: { type: 'string' } }, 'b'],
  ['items are not described any more', { type: 'array', items: { type: 'string' } }, { type: 'array' }, 'f'],
  ['a type is said now', {}, { type: 'string' }, 'b'],
  ['no type is said any more', { type: 'string' }, {}, 'f'],
  ['a number that is an integer now', { type: 'number' }, { type: 'integer' }, 'b'],
  ['values are named now', { type: 'string' }, { type: 'string', enum: ['a'] }, 'b'],
  ['no values are named any more', { type: 'string', enum: ['a'] }, { type: 'string' }, 'f'],
  ['an enumeration of what was constant', { const: 1 }, { enum: [1] }, ''],
  ['a meaning is said for the first time', {}, { 'x-meaning': 1 }, ''],
  ['an item may come twice', { uniqueItems: true }, { uniqueItems: false }, 'f'],
])('%s', (_name, before, after, breaks) => {
  const found = compareSchemas(before, after);
  expect(
    `${found.some(({ backward }) => backward) ? 'b' : ''}${found.some(({ forward }) => forward) ? 'f' : ''}`,
  ).toBe(breaks);
});

it.each<[CompatibilityMode, string]>([
  ['backward', 'b'],
  ['forward', 'f'],
  ['full', 'bf'],
  ['none', ''],
])('%s requires its own direction', (mode, asked) => {
  const tighter =
    classifySchemaChange({ maximum: 9 }, { maximum: 8 }, mode, [{ name: 'r', strict: true }]).length > 0;
  const looser =
    classifySchemaChange({ maximum: 8 }, { maximum: 9 }, mode, [{ name: 'r', strict: true }]).length > 0;
  expect(`${tighter ? 'b' : ''}${looser ? 'f' : ''}`).toBe(asked);
  // Who writes is checked by what is there already, readers or none; who reads must be there to break.
  expect(classifySchemaChange({ maximum: 8 }, { maximum: 9 }, mode, [])).toEqual([]);
});
