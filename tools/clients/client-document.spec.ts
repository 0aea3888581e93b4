import { expect, it } from '@jest/globals';
import { type ApiDocument, clientDocument } from './client-document.js';

const document = (paths: ApiDocument['paths']): ApiDocument => ({
  openapi: '3.0.0',
  paths,
  components: { schemas: { Problem: {} } },
});
const documents = {
  a: document({ '/v1/x': { post: { operationId: 'XController_post', summary: 'posts' } } }),
  b: document({ '/v1/x': { get: { operationId: 'YController_get' }, put: { operationId: 'Y_put' } } }),
};

it('joins the operations of services, under the names of the client', () => {
  const made = clientDocument(documents, [
    { service: 'a', method: 'post', path: '/v1/x', name: 'postX' },
    { service: 'b', method: 'get', path: '/v1/x', name: 'readX' },
  ]);
  expect(made).toMatchObject({
    openapi: '3.0.0',
    paths: {
      '/v1/x': {
        post: { operationId: 'postX', summary: 'posts', tags: ['a'] },
        get: { operationId: 'readX', tags: ['b'] },
      },
    },
    components: { schemas: { Problem: {} } },
  });
  expect(JSON.stringify(made)).not.toContain('Y_put');
});

it('fails for an operation that is gone', () => {
  const gone = { service: 'b', method: 'post', path: '/v1/x', name: 'postX' };
  expect(() => clientDocument(documents, [gone])).toThrow('b has no POST /v1/x');
});
