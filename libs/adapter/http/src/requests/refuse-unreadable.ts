import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../responses/problem.js';
import { PROBLEM_HEADERS } from '../responses/secure-headers.js';

const CLOSED_WITHIN_MS = 1_000;

/** Answers a connection whose request Node cannot parse with problem details, and ends it. */
export function refuseUnreadableRequest(error: { readonly code?: string }, socket: Socket): void {
  // A client that disconnected receives nothing.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const details = unreadable(error.code).details();
  const body = JSON.stringify(details);
  // If it were destroyed at once with unread data, the answer would be lost.
  socket.setTimeout(CLOSED_WITHIN_MS, () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${details.status} ${details.title}`,
      ...Object.entries(PROBLEM_HEADERS).map(([name, value]) => `${name}: ${value}`),
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem(
      431,
      'headers_too_large',
      `the address and the headers take more than ${maxHeaderSize / 1_024} KiB`,
    );
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem(408, 'request_timeout', 'the request did not come in time');
  return new Problem(400, 'malformed_http', 'this is not an HTTP request');
}
