import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { openApiSchema, withNullInEnums } from './open-api-schema.js';

describe('an enum in an OpenAPI document', () => {
  it.each<[string, object, unknown]>([
    ['that may be null lists null', { nullable: true, enum: ['a'] }, { nullable: true, enum: ['a', null] }],
    ['that lists it already', { nullable: true, enum: ['a', null] }, { nullable: true, enum: ['a', null] }],
    ['that may not be null', { enum: ['a'] }, { enum: ['a'] }],
    [
      'inside another schema',
      { properties: { verdict: { nullable: true, enum: ['a'] } } },
      { properties: { verdict: { nullable: true, enum: ['a', null] } } },
    ],
  ])('%s', (_case, schema, expected) => {
    expect(withNullInEnums(schema)).toEqual(expected);
  });

  it('of a body that may be null lists null', () => {
    expect(openApiSchema(z.enum(['a', 'b']).nullable())).toMatchObject({
      nullable: true,
      enum: ['a', 'b', null],
    });
  });
});
