import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { partOf } from '@stockproof/testing/kit';
import { withProblems } from './serve-docs.js';

const document = (operation: object): OpenAPIObject =>
  partOf<OpenAPIObject>({
    openapi: '3.0.0',
    info: {},
    paths: { '/x': { parameters: [], get: operation } },
    components: { schemas: { Own: {} } },
  });
const documented = (operation: object) => withProblems(document({ responses: { 200: {} }, ...operation }));
const operationOf = ({ paths }: OpenAPIObject) =>
  paths['/x']?.get as { responses: object; security?: object };

describe('withProblems', () => {
  it('describes the error answer of each operation, next to the others', () => {
    const made = documented({ summary: 's' });
    expect(operationOf(made)).toMatchObject({
      summary: 's',
      responses: {
        200: {},
        default: {
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    });
    expect(Object.keys(made.components?.schemas ?? {})).toEqual(['Own', 'Problem']);
    expect(made.paths['/x']).toMatchObject({ parameters: [] });
  });

  it.each<[string, object, object | undefined]>([
    ['one that needs a credential', { security: [{ bearer: [] }] }, [{ bearer: [] }]],
    ['one that needs none', {}, undefined],
    [
      'one that needs none in a controller that does',
      { security: [{ bearer: [] }], 'x-access': ['public'] },
      undefined,
    ],
  ])('describes the credential of %s', (_name, operation, security) =>
    expect(operationOf(documented(operation)).security).toEqual(security),
  );
});
