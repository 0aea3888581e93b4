import { describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  BadRequestException,
  ForbiddenException,
  NotFoundException,
} from '@nestjs/common';
import { partOf } from '@stockproof/testing/kit';
import { Problem } from './problem.js';
import { PROBLEM_HEADERS } from './secure-headers.js';
import { ProblemFilter } from './problem-filter.js';

/** What the caller gets of an error, and what is in the log. */
function answering(error: unknown) {
  const answer = { status: 0, headers: {} as object, body: {} as object };
  const reply = {
    status: (status: number) => Object.assign(reply, { sent: (answer.status = status) }),
    headers: (headers: object) => Object.assign(reply, { sent: (answer.headers = headers) }),
    send: (body: string) => void (answer.body = JSON.parse(body) as object),
  };
  const logged: unknown[] = [];
  const host = partOf<ArgumentsHost>({ switchToHttp: () => ({ getResponse: () => reply }) });
  new ProblemFilter((one) => logged.push(one)).catch(error, host);
  return { ...answer, logged };
}

const coded = (statusCode: number) => Object.assign(new Error('from Fastify'), { statusCode });

describe('ProblemFilter', () => {
  it('answers a problem with its details', () => {
    expect(answering(new Problem(429, 'too_many_requests', 'slower', { 'retry-after': '3' }))).toEqual({
      status: 429,
      headers: { 'retry-after': '3', ...PROBLEM_HEADERS },
      logged: [],
      body: {
        type: 'urn:stockproof:problem:too_many_requests',
        title: 'Too Many Requests',
        status: 429,
        code: 'too_many_requests',
        detail: 'slower',
      },
    });
  });

  it.each<[string, unknown, number, string, string]>([
    ['Nest’s 400', new BadRequestException('bad'), 400, 'bad_request', 'bad'],
    ['Nest’s 403', new ForbiddenException('no'), 403, 'forbidden', 'no'],
    [
      'Nest’s 404',
      new NotFoundException('Cannot GET /x'),
      404,
      'not_found',
      'there is nothing at this address',
    ],
    ['Fastify’s 413', coded(413), 413, 'body_too_large', 'from Fastify'],
    ['Fastify’s 415', coded(415), 415, 'unsupported_media_type', 'from Fastify'],
    ['a 4xx without a name', coded(418), 418, 'bad_request', 'from Fastify'],
  ])('answers %s in the same form, and does not log it', (_name, error, status, code, detail) => {
    const answer = answering(error);
    expect([answer.status, answer.body, answer.logged]).toMatchObject([status, { status, code, detail }, []]);
  });

  it.each<[string, unknown]>([
    ['an error', new Error('password=secret')],
    ['Fastify’s 500', coded(500)],
    ['what is no error', 'secret'],
    ['nothing', undefined],
  ])('logs %s and reveals nothing of it', (_name, error) => {
    const answer = answering(error);
    expect([answer.status, answer.body, answer.logged]).toMatchObject([
      500,
      { code: 'internal_error' },
      [error],
    ]);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|Fastify/);
  });

  it('does not log an intended 503', () =>
    expect(answering(new Problem(503, 'backlog', 'wait')).logged).toEqual([]));
});

describe('the title of a problem', () => {
  // As the HTTP semantics name them (RFC 9110, RFC 6585).
  it.each([
    [400, 'Bad Request'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'Not Found'],
    [405, 'Method Not Allowed'],
    [408, 'Request Timeout'],
    [409, 'Conflict'],
    [413, 'Content Too Large'],
    [415, 'Unsupported Media Type'],
    [429, 'Too Many Requests'],
    [431, 'Request Header Fields Too Large'],
    [500, 'Internal Server Error'],
    [503, 'Service Unavailable'],
    [599, 'Error'],
  ])('of a %i is %s', (status, title) => expect(new Problem(status, 'x', 'y').details().title).toBe(title));
});
