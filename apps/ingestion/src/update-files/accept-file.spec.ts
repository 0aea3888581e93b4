import { describe, expect, it } from '@jest/globals';
import { Problem } from '@stockproof/http';
import * as fc from 'fast-check';
import type { UpdateResult } from '../accept-updates/accept-updates.js';
import { acceptFile } from './accept-file.js';

const AT = '2026-06-19T18:23:11Z';
const HEAD = 'sku,quantity,operation,event_time\n';
const wait_2 = (code: string) => new Problem(503, code, 'later', { 'retry-after': '2' });
type Line = Record<string, unknown>;

/** What a server says of each request in turn, what it took, and how long was waited. */
function server(...refusals: (Problem | null)[]) {
  const taken: string[] = [];
  const waited: number[] = [];
  const accept = async (_seller: string, events: readonly unknown[]): Promise<UpdateResult[]> => {
    const refused = refusals.shift() ?? null;
    if (refused !== null) throw refused;
    return events.map((event, index) => {
      const { event_id, sku } = event as { event_id: string; sku: string };
      if (sku === 'bad') return { index, event_id, ...new Problem(400, 'invalid_sku', 'no').details() };
      taken.push(event_id);
      return { index, event_id, status: 202 };
    });
  };
  const options = {
    updates: { accept },
    limits: { max_rows: 2, max_bytes: 10_000 },
    patience_ms: 5_000,
    wait: async (ms: number) => void waited.push(ms),
  };
  return { options, taken, waited };
}

async function* of(pieces: Iterable<string>, then?: () => Promise<never>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
  if (then !== undefined) await then();
}

async function report(
  pieces: AsyncGenerator<Uint8Array>,
  { options }: ReturnType<typeof server>,
  { signal = new AbortController().signal, first_line = 2 } = {},
): Promise<Line[]> {
  const file = { seller_id: 'ann', file_id: 'f', format: 'csv', first_line, pieces, signal } as const;
  const tracing = { traceparent: null, correlation_id: null };
  const lines: unknown[] = [];
  for await (const some of acceptFile({ ...file, tracing }, options)) lines.push(...some);
  return lines as Line[];
}
const row = (sku: string) => `${sku},5,I,${AT}\n`;
const THREE = [HEAD + row('a'), row('b'), row('c')];

describe('a file is taken', () => {
  it('line by line, with what is wrong of each, and the end', async () => {
    const lines = await report(of([HEAD, row('a'), 'x\n', row('bad'), row('b')]), server());
    expect(lines).toEqual([
      { line: 2, event_id: 'f-2', status: 202 },
      expect.objectContaining({ line: 3, event_id: null, status: 400, code: 'malformed_row' }),
      expect.objectContaining({ line: 4, event_id: 'f-4', status: 400, code: 'invalid_sku' }),
      { line: 5, event_id: 'f-5', status: 202 },
      { done: true, next_line: 6, queued: 2, refused: 2 },
    ]);
  });

  it('again with the same rows where they are refused for now or their outcome is not known', async () => {
    const one = server(null, wait_2('seller_backlog'), wait_2('outcome_unknown'));
    const lines = await report(of(THREE), one);
    expect(lines.at(-1)).toEqual({ done: true, next_line: 5, queued: 3, refused: 0 });
    expect([one.taken, one.waited]).toEqual([
      ['f-2', 'f-3', 'f-4'],
      [2_000, 2_000],
    ]);
  });

  it.each<[string, Problem[], number]>([
    ['its patience is over', [wait_2('backlog'), wait_2('backlog'), wait_2('backlog')], 2],
    ['no time helps', [new Problem(413, 'too_large', 'no')], 0],
  ])('until %s: the report says where to go on', async (_case, refusals, waits) => {
    const one = server(null, ...refusals);
    const lines = await report(of(THREE), one);
    const { code } = refusals[0] as Problem;
    expect(lines.slice(2)).toEqual([expect.objectContaining({ done: false, next_line: 4, queued: 2, code })]);
    expect(one.waited.length).toBe(waits);
  });

  it('not at all if its first rows are refused: that is the answer', async () => {
    const one = server(wait_2('seller_backlog'));
    await expect(report(of(THREE), one)).rejects.toMatchObject({ code: 'seller_backlog' });
    expect(one.waited).toEqual([]);
  });

  it('until the connection breaks', async () => {
    const lines = await report(
      of(THREE, () => Promise.reject(new Error('aborted'))),
      server(),
    );
    expect(lines.at(-1)).toMatchObject({ done: false, next_line: 4, code: 'interrupted' });
  });

  it('until the service ends', async () => {
    const controller = new AbortController();
    const silent = of(THREE, () => {
      controller.abort();
      return new Promise<never>(() => undefined);
    });
    const lines = await report(silent, server(), { signal: controller.signal });
    expect(lines.at(-1)).toMatchObject({ done: false, next_line: 4, code: 'interrupted' });
  });

  it('as the same updates, wherever it is cut and sent again', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(row('a'), row('bad'), 'x\n', '\n', `"${row('q')}`), { maxLength: 12 }),
        fc.array(fc.nat(12), { maxLength: 4 }),
        async (rows, cuts) => {
          const whole = server();
          const reported = (await report(of([HEAD, ...rows]), whole)).slice(0, -1);
          const cut = server();
          const lines: Line[] = [];
          let first_line = 2;
          // Each attempt breaks behind some rows; the next one goes on where the report ended.
          for (const length of [...cuts, rows.length]) {
            const left = rows.slice(first_line - 2);
            const breaks = length < left.length ? () => Promise.reject(new Error('cut')) : undefined;
            const some = await report(of([HEAD, ...left.slice(0, length)], breaks), cut, {
              first_line,
            }).catch(() => []);
            lines.push(...some.filter((line) => !('done' in line)));
            first_line = Number(some.find((line) => 'done' in line)?.['next_line'] ?? first_line);
          }
          expect([lines, cut.taken]).toEqual([reported, whole.taken]);
        },
      ),
    ));
});
