import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { ConnectionError } from 'fastify';
import { refuseUnreadableRequest } from './refuse-unreadable.js';

/** What becomes of a connection on which this went wrong; and how long it may still be open. */
function refusing(code: string, writable = true) {
  const seen = { said: '', destroyed: false, within_ms: 0 };
  const socket = partOf<Socket>({
    writable,
    destroy: () => void (seen.destroyed = true),
    end: (said: string) => void (seen.said = said),
    setTimeout: (ms: number) => void (seen.within_ms = ms),
  });
  refuseUnreadableRequest({ code } as ConnectionError, socket);
  return seen;
}

describe('a connection without a valid request', () => {
  it.each([
    ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large', 'headers_too_large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout', 'request_timeout'],
    ['HPE_INVALID_METHOD', '400 Bad Request', 'malformed_http'],
  ])('%s is answered with a %s, and the connection ends', (code, status, problem) => {
    const { said, destroyed, within_ms } = refusing(code);
    const [head = '', body = ''] = said.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      `HTTP/1.1 ${status}`,
      'content-type: application/problem+json',
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      'referrer-policy: no-referrer',
      "content-security-policy: default-src 'none'; frame-ancestors 'none'",
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ]);
    expect(JSON.parse(body)).toMatchObject({ status: Number(status.slice(0, 3)), code: problem });
    // Whoever does not read the answer must not keep the connection.
    expect([destroyed, within_ms > 0 && within_ms < 10_000]).toEqual([false, true]);
  });

  it.each([
    ['ECONNRESET', true],
    ['HPE_INVALID_METHOD', false],
  ])('%s of a disconnected client is not answered (writable: %s)', (code, writable) => {
    expect(refusing(code, writable)).toMatchObject({ said: '', destroyed: true });
  });
});
