import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import type { UpdateResult } from '../accept-updates/accept-updates.js';
import { FileAcceptance, UpdateFilesController } from './update-files.controller.js';

const WHO: Readonly<Record<string, Principal>> = {
  seller: { kind: 'seller', seller_id: 'ann', key_id: 'k' },
  sam: { kind: 'seller', seller_id: 'ann', person: 'sam' },
  admin: { kind: 'operator', name: 'ada', roles: ['admin'] },
};
const AT = '2026-06-19T18:23:11Z';
const CSV = `sku,quantity,operation,event_time\nA,5,I,${AT}\n`;
const JSON_LINE = JSON.stringify({ sku: 'A', quantity: 5, operation: 'I', event_time: AT });
let problem: Problem | null = null;

describe('POST /v1/inventory-update-files', () => {
  let service: InProcess;
  beforeAll(async () => {
    const accept = async (_seller: string, events: readonly unknown[]): Promise<UpdateResult[]> => {
      if (problem !== null) throw problem;
      return events.map((event, index) => ({
        index,
        event_id: (event as { event_id: string }).event_id,
        status: 202,
      }));
    };
    const limits = { max_rows: 10, max_bytes: 10_000 };
    const wait = () => Promise.resolve();
    service = await inProcess(
      serving({
        controllers: [UpdateFilesController],
        authenticate: async (token: string) => WHO[token] ?? null,
        providers: [
          {
            provide: FileAcceptance,
            useValue: new FileAcceptance({ updates: { accept }, limits, patience_ms: 0, wait }),
          },
        ],
      }),
    );
  });
  afterAll(() => service.close());

  async function send(who: string, query: string, type: string, body: string) {
    const answer = await fetch(`${service.url}/v1/inventory-update-files${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${who}`, 'content-type': type },
      body,
    });
    const lines = (await answer.text()).trim().split('\n');
    return [answer.status, ...lines.map((line) => JSON.parse(line) as Record<string, unknown>)];
  }
  const done = (next_line: number) => ({ done: true, next_line, queued: 1, refused: 0 });

  it.each<[string, string, string, string, unknown[]]>([
    ['CSV', '?file_id=f', 'text/csv', CSV, [{ line: 2, event_id: 'f-2', status: 202 }, done(3)]],
    [
      'a later part',
      '?file_id=f&first_line=7',
      'text/csv',
      CSV,
      [{ line: 7, event_id: 'f-7', status: 202 }, done(8)],
    ],
    [
      'NDJSON',
      '?file_id=f',
      'application/x-ndjson',
      JSON_LINE,
      [{ line: 1, event_id: 'f-1', status: 202 }, done(2)],
    ],
  ])('takes %s', async (_case, query, type, body, lines) => {
    for (const who of ['seller', 'sam']) expect(await send(who, query, type, body)).toEqual([200, ...lines]);
  });

  it.each<[string, string, string, string, string, number, string]>([
    ['an operator', 'admin', '', 'text/csv', CSV, 403, 'forbidden'],
    ['JSON', 'seller', '', 'application/json', '{}', 415, 'unsupported_media_type'],
    ['an unknown column', 'seller', '', 'text/csv', 'sku,qty\nA,5\n', 400, 'bad_header'],
    ['nothing', 'seller', '', 'text/csv', '', 400, 'bad_header'],
    ['a line above the header', 'seller', '?first_line=1', 'text/csv', CSV, 400, 'bad_request'],
    ['an id that is too long', 'seller', `?file_id=${'x'.repeat(113)}`, 'text/csv', CSV, 400, 'bad_request'],
    ['another parameter', 'seller', '?line=3', 'text/csv', CSV, 400, 'unknown_query_parameter'],
  ])('refuses %s', async (_case, who, query, type, body, status, code) =>
    expect(await send(who, query, type, body)).toMatchObject([status, { code }]),
  );

  it('answers as a post would if nothing is taken', async () => {
    problem = new Problem(429, 'seller_backlog', 'later', { 'retry-after': '5' });
    expect(await send('seller', '', 'text/csv', CSV)).toMatchObject([429, { code: 'seller_backlog' }]);
    problem = null;
  });
});
