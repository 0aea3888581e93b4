import { request as ask } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createTokenSigner } from '@stockproof/auth';
import {
  runningStack,
  type Seller,
  seller,
  SERVICES,
  type ServiceName,
  tokenOfPerson,
} from '@stockproof/testing';
import { Documented } from './documented.js';
import { MATRIX, type PrincipalName, PRINCIPALS } from './matrix.js';
import { NO_SUCH } from './made-up.js';

/** Addresses that no document has; viewers may call them. */
const BESIDE = ['/health/live', '/health/ready', '/metrics', '/docs', '/docs-json'];

type Asked = ServiceName | 'console';
const ASKED: readonly Asked[] = [...SERVICES, 'console'];

interface Report {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

describe('an undeclared parameter or field is refused by name', () => {
  const stack = runningStack();
  const documents = new Map<Asked, Documented>();
  let ann: Seller;
  let as_service = '';

  beforeAll(async () => {
    for (const service of ASKED) documents.set(service, await Documented.of(stack, stack.urls[service]));
    ann = await seller(stack);
    as_service = await createTokenSigner(
      'command-handler',
      stack.parts['command-handler']?.env['STOCKPROOF_SERVICE_KEY_FILE'] ?? '',
    )('ingestion');
  });

  const credentialOf = (by: PrincipalName | 'service'): string => {
    if (by === 'service') return as_service;
    return by === 'seller' ? ann.api_key : (tokenOfPerson(stack, by) ?? 'none');
  };

  /**
   * Every name in the path belongs to nothing: an undeclared parameter is refused before the object is looked
   * for.
   */
  function send(
    operation: string,
    by: PrincipalName | 'service',
    query: string,
    type?: string,
    ...chunks: readonly string[]
  ): Promise<Report> {
    const [service, method, template = ''] = operation.split(' ') as [Asked, string, string];
    // Sent in pieces it is chunked, sent whole it has a length.
    const framing =
      chunks.length > 1
        ? { 'transfer-encoding': 'chunked' }
        : chunks.length === 1
          ? { 'content-length': Buffer.byteLength(chunks[0] ?? '') }
          : {};
    // Without credential: a wrong one would be a failed login, and after some of these all are refused.
    const authorization = by === 'nobody' ? {} : { authorization: `Bearer ${credentialOf(by)}` };
    const headers = { ...authorization, ...framing, ...(type === undefined ? {} : { 'content-type': type }) };
    return new Promise((done, fail) => {
      const request = ask(
        `${stack.urls[service]}${template.replace(/\{\w+\}/g, '1')}${query}`,
        { method, headers, timeout: 10_000 },
        (answer) => {
          void answer.toArray().then((parts) => {
            const {
              code = '',
              detail = '',
              ...more
            } = JSON.parse(Buffer.concat(parts as Buffer[]).toString()) as Partial<Report> & {
              results?: Report[];
            };
            // An array of events is answered event by event.
            const [first] = more.results ?? [];
            done(first === undefined ? { status: answer.statusCode ?? 0, code, detail } : first);
          }, fail);
        },
      )
        .on('error', fail)
        .on('timeout', () => request.destroy(new Error(`${operation} does not answer`)));
      for (const chunk of chunks) request.write(chunk);
      request.end();
    });
  }

  const refusal = (code: RegExp, name: string) => ({
    status: 400,
    code: expect.stringMatching(code),
    detail: expect.stringContaining(name),
  });
  const document = (operation: string): [Documented, string] => {
    const [service, ...rest] = operation.split(' ') as [Asked, ...string[]];
    const found = documents.get(service);
    if (found === undefined) throw new Error(`no document of ${service}`);
    return [found, rest.join(' ')];
  };

  it('is tested for every documented operation, and for no other', () => {
    const there = [...documents].flatMap(([service, found]) =>
      found.operations().map((operation) => `${service} ${operation}`),
    );
    expect(Object.keys(MATRIX).sort()).toEqual(there.sort());
  });

  it('no static address hides a parameter’s value', () => {
    expect([...documents.values()].flatMap((found) => found.hiddenNames())).toEqual([]);
  });

  it.each(Object.entries(MATRIX))('%s', async (operation, admitted) => {
    const by = admitted[0] ?? 'service';
    const [found, name] = document(operation);
    const type = 'application/json';
    expect(await send(operation, by, `?${NO_SUCH}=1`)).toEqual(
      expect.objectContaining(refusal(/^unknown_query_parameter$/, NO_SUCH)),
    );
    for (const query of found.singleQueries(name)) {
      expect(await send(operation, by, `?${query}=1&${query}=1`)).toEqual(
        expect.objectContaining(refusal(/^bad_request$/, query)),
      );
    }
    const bodies = found.bodiesWithOneTooMany(name);
    for (const { at, body } of bodies ?? []) {
      const reported = await send(operation, by, '', type, JSON.stringify(body));
      expect([at, reported]).toEqual([
        at,
        expect.objectContaining(refusal(/^(bad_request|missing_field)$/, at.split('.').at(-1) ?? '')),
      ]);
    }
    if (bodies !== null) return;
    const json = JSON.stringify({ [NO_SUCH]: 1, lines: [{ line: 1, quantity: 3 }] });
    for (const chunks of [[json], [json.slice(0, 7), json.slice(7)]]) {
      const reported = await send(operation, by, '', type, ...chunks);
      expect(reported).toEqual(expect.objectContaining(refusal(/^unexpected_body$/, NO_SUCH)));
      expect(reported.detail).toContain('"lines"');
    }
    for (const [other, text] of [
      ['text/plain', 'x'],
      ['application/x-www-form-urlencoded', 'a=b'],
      ['application/octet-stream', '\u0001'],
      [type, '[]'],
      [type, 'null'],
    ] as const) {
      expect(await send(operation, by, '', other, text)).toEqual(
        expect.objectContaining(refusal(/^unexpected_body$/, other)),
      );
    }
  });

  it.each(Object.entries(MATRIX).filter(([, admitted]) => !admitted.includes('nobody')))(
    'a caller without permission learns that first: %s',
    async (operation, admitted) => {
      for (const by of PRINCIPALS.filter((one) => !admitted.includes(one))) {
        const { status } = await send(operation, by, `?${NO_SUCH}=%ff`, 'application/json', '{');
        // 429: this address has had too many failed logins by now, which is checked before everything else.
        expect([by, [401, 403, 429].includes(status)]).toEqual([by, true]);
      }
    },
  );

  it.each(ASKED.flatMap((service) => BESIDE.map((path) => [service, path] as const)))(
    '%s %s',
    async (service, path) => {
      expect(await send(`${service} GET ${path}`, 'ada', `?${NO_SUCH}=1`)).toEqual(
        expect.objectContaining(refusal(/^unknown_query_parameter$/, NO_SUCH)),
      );
      expect(await send(`${service} GET ${path}`, 'ada', '', 'application/json', `{"${NO_SUCH}":1}`)).toEqual(
        expect.objectContaining(refusal(/^unexpected_body$/, NO_SUCH)),
      );
    },
  );
});
