import { describe, expect, it } from '@jest/globals';
import { headersForPage, headersForService } from './passed-headers.js';

describe('the headers of a request', () => {
  const given = {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    'last-event-id': '7',
    traceparent: '00-1-2-01',
    cookie: 'stockproof-session-3000=secret',
    authorization: 'Bearer theirs',
    origin: 'http://127.0.0.1:3000',
    'x-stockproof-csrf': 'c',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-http-method-override': 'DELETE',
    connection: 'keep-alive, x-secret',
    'transfer-encoding': 'chunked',
    'content-length': '3',
    te: 'trailers',
    upgrade: 'websocket',
    host: '127.0.0.1:3000',
  };

  it('are those of a list, the session’s token and the address that the console saw', () =>
    expect(headersForService(given, 'token', '127.0.0.9')).toEqual({
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'last-event-id': '7',
      traceparent: '00-1-2-01',
      'x-forwarded-for': '127.0.0.9',
      authorization: 'Bearer token',
    }));

  it('have no login without a session', () =>
    expect(headersForService(given, null, '::1')).not.toHaveProperty('authorization'));
});

it('an answer has the headers of a list, so no cookie, no login prompt and no policy of another', () => {
  const answer = new Headers({
    'content-type': 'application/problem+json',
    'retry-after': '1',
    'set-cookie': 'a=b',
    'www-authenticate': 'Basic realm="x"',
    'content-security-policy': "default-src 'none'",
    'access-control-allow-origin': '*',
    'transfer-encoding': 'chunked',
  });
  expect(headersForPage(answer)).toEqual({ 'content-type': 'application/problem+json', 'retry-after': '1' });
});
