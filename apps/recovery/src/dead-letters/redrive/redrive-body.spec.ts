import { NAME_PATTERN } from '@stockproof/events';
import { expect, it } from '@jest/globals';
import { REDRIVE_BODIES } from './redrive-body.js';

type Described = Readonly<
  Record<string, { readonly type?: string; readonly pattern?: string; readonly enum?: readonly unknown[] }>
>;

it('a corrected event is described in each version that sellers may send: closed, with name patterns and a fixed version', () => {
  const {
    properties: {
      event: { oneOf },
    },
  } = JSON.parse(JSON.stringify(REDRIVE_BODIES.request)) as {
    properties: {
      event: { oneOf: { additionalProperties: boolean; required: string[]; properties: Described }[] };
    };
  };
  expect(
    oneOf.map(({ additionalProperties, properties }) => [
      additionalProperties,
      properties['schema_version']?.enum ?? [1],
    ]),
  ).toEqual([
    [false, [1]],
    [false, [2]],
    [false, [3]],
  ]);
  for (const { required, properties } of oneOf) {
    expect(required).toEqual(expect.arrayContaining(['event_id', 'sku', 'seller_id', 'quantity']));
    expect(['sku', 'seller_id', 'quantity', 'operation'].map((name) => properties[name]?.pattern)).toEqual([
      NAME_PATTERN,
      NAME_PATTERN,
      undefined,
      undefined,
    ]);
    // OpenAPI 3.0 knows none.
    expect(JSON.stringify(properties)).not.toMatch(/"const"|\\p\{/);
  }
});
