import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { strictSchema } from './strict-schema.js';

const schema = strictSchema({
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer', minimum: 1 },
        action: { type: 'string', pattern: '^(?i)(warn)?$' },
        size: { 'x-kubernetes-int-or-string': true },
        config: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {} },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        pools: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
      },
    },
  },
});
const takes = new Ajv({ strict: false }).compile(schema);

describe('an object held against a CustomResourceDefinition', () => {
  it.each<[string, object, boolean]>([
    [
      'as it must be',
      { spec: { replicas: 1, size: '1Gi', labels: { a: 'b' }, pools: [{ name: 'x' }] } },
      true,
    ],
    ['with what every object has', { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, spec: {} }, true],
    ['with anything where anything may be', { spec: { config: { a: 1 } } }, true],
    ['with a text in either case', { spec: { action: 'WARN' } }, true],
    ['with another text', { spec: { action: 'WARNS' } }, false],
    ['without what is required', {}, false],
    ['with an unknown field', { spec: { replica: 1 } }, false],
    ['with an unknown field in a list', { spec: { pools: [{ nam: 'x' }] } }, false],
    ['with another type', { spec: { replicas: '1' } }, false],
    ['with a value out of bounds', { spec: { replicas: 0 } }, false],
    ['with a label that is no text', { spec: { labels: { a: 1 } } }, false],
    ['with a list as a size', { spec: { size: [] } }, false],
  ])('%s', (_what, object, taken) => expect(takes(object)).toBe(taken));
});
