import { describe, expect, it } from '@jest/globals';
import { targetOf } from './target.js';
import { isPublicRead, type UpstreamName, type Upstreams } from './upstreams.js';

const UPSTREAMS: Upstreams = {
  ingestion: 'http://127.0.0.1:3001',
  'command-handler': 'http://127.0.0.1:3002',
  availability: 'http://127.0.0.1:3003',
  recovery: 'https://recovery.internal/base',
  reservation: 'http://127.0.0.1:3005',
};
const hrefOf = (url: string): string => targetOf(url, UPSTREAMS).url.href;

describe('an address of the page', () => {
  it.each<[string, string, string]>([
    ['a service', '/api/ingestion/v1/whoami', 'http://127.0.0.1:3001/v1/whoami'],
    ['with a query', '/api/availability/v1/x?sku=a%2Fb&sku=c', 'http://127.0.0.1:3003/v1/x?sku=a%2Fb&sku=c'],
    [
      'an escaped name',
      '/api/command-handler/v1/offers/s%20%C3%BC/a.b',
      'http://127.0.0.1:3002/v1/offers/s%20%C3%BC/a.b',
    ],
    ['a service below a path', '/api/recovery/v1/recoveries', 'https://recovery.internal/base/v1/recoveries'],
  ])('%s', (_case, url, href) => expect(hrefOf(url)).toBe(href));

  it.each<[string, string, RegExp]>([
    ['of no service', '/api/kafka/v1/x', /nothing at this address/],
    ['of an object’s member', '/api/constructor/v1/x', /nothing at this address/],
    ['outside of /v1/', '/api/recovery/metrics', /nothing at this address/],
    ['a prefix of another path', '/api/recovery/v1', /nothing at this address/],
    ['with dots', '/api/recovery/v1/../metrics', /as it will be read/],
    ['with escaped dots', '/api/recovery/v1/%2e%2E/metrics', /as it will be read/],
    ['with a dot', '/api/recovery/v1/./x', /as it will be read/],
    ['with a backslash', '/api/recovery/v1/..\\metrics', /as it will be read/],
    ['with an escaped slash', '/api/recovery/v1/..%2fmetrics', /as it will be read/],
    ['with an escaped backslash', '/api/recovery/v1/%5c..%5cmetrics', /as it will be read/],
  ])('is refused: %s', (_case, url, refused) => expect(() => hrefOf(url)).toThrow(refused));
});

describe('a request without a session', () => {
  it.each<[UpstreamName, string, string, boolean]>([
    ['availability', 'GET', '/v1/availability/sku', true],
    ['availability', 'GET', '/v1/availability-stream', true],
    ['availability', 'POST', '/v1/availability', false],
    ['availability', 'GET', '/v1/freshness', false],
    ['recovery', 'GET', '/v1/evidence/keys', true],
    ['recovery', 'GET', '/v1/evidence/e-1/proof', true],
    ['recovery', 'GET', '/v1/evidence/keys/rotate', false],
    ['recovery', 'GET', '/v1/evidence/e-1', false],
    ['recovery', 'POST', '/v1/evidence/keys', false],
    ['ingestion', 'GET', '/v1/schemas', true],
    ['ingestion', 'GET', '/v1/schemas-of-others', false],
    ['command-handler', 'GET', '/v1/connectors', false],
    ['reservation', 'GET', '/v1/reservations', false],
  ])('%s %s %s: %p', (name, method, path, passes) => expect(isPublicRead(name, method, path)).toBe(passes));
});
