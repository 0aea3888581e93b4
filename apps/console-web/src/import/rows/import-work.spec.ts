import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ImportWork, type WorkAnswer } from './import-work.js';

const schema = JSON.parse(readFileSync('schemas/inventory-update/v2.schema.json', 'utf8')) as Record<
  string,
  unknown
>;
const same = { operation: 'I', event_time: '2026-06-19T18:23:11Z' };
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Imports a file; `stop_after` chunks nothing more is taken. */
async function imported(file: string, stop_after = Number.POSITIVE_INFINITY) {
  const answers: WorkAnswer[] = [];
  let chunks = 0;
  const work = new ImportWork((answer) => {
    answers.push(answer);
    if (answer.type !== 'chunk') return;
    chunks += 1;
    void Promise.resolve().then(() => work.handle({ type: 'taken', go_on: chunks < stop_after }));
  });
  const of = <T extends WorkAnswer['type']>(type: T) =>
    answers.filter((answer): answer is Extract<WorkAnswer, { type: T }> => answer.type === type);
  await work.handle({ type: 'open', file });
  const file_digest = of('opened')[0]?.digest ?? '';
  const rules = { file_digest, seller_id: 's-1', mapping: { sku: 0, quantity: 1 }, same };
  await work.handle({ type: 'check', rules, schema });
  await work.handle({ type: 'send' });
  const failed = of('checked').flatMap(({ invalid }) => invalid);
  await work.handle({ type: 'failed-rows', failed });
  return { of, failed };
}

describe('a file is imported', () => {
  const FILE = 'sku,qty,note\r\na,5,x\r\n"b,1",7,\r\n\r\nc,many,"two\nlines"\r\n,3,\r\n';

  it('with its header, its first rows and its digest', async () => {
    const { of } = await imported(FILE);
    expect(of('opened')).toEqual([
      {
        type: 'opened',
        header: ['sku', 'qty', 'note'],
        sample: [
          ['a', '5', 'x'],
          ['b,1', '7', ''],
          ['c', 'many', 'two\nlines'],
          ['', '3', ''],
        ],
        digest: digestOf(FILE),
      },
    ]);
  });

  it('row by row: what is valid is sent with ids of file and row, what is not is a file to correct', async () => {
    const { of, failed } = await imported(FILE);
    expect(failed).toEqual([
      [3, expect.stringContaining('quantity')],
      [4, expect.stringContaining('sku')],
    ]);
    expect(of('chunk').flatMap(({ rows }) => rows)).toMatchObject([
      [1, { event_id: `${digestOf(FILE)}-1`, sku: 'a', quantity: 5, seller_id: 's-1', ...same }],
      [2, { event_id: `${digestOf(FILE)}-2`, sku: 'b,1', quantity: 7 }],
    ]);
    expect(of('sent').length).toBe(1);
    const [{ text } = { text: '' }] = of('failed-file');
    expect(text.split('\r\n')[0]).toBe('sku,qty,note,row,why');
    expect(text).toContain('c,many,"two\nlines",3,');
    expect(text).not.toContain('b,1');
  });

  it.each<[string, string, string]>([
    ['semicolons', 'sku;quantity\na;1\n', 'a'],
    ['tabs', 'sku\tquantity\na\t1\n', 'a'],
    ['a byte order mark', '\uFEFFsku,quantity\na,1\n', 'a'],
    ['no line break at its end', 'sku,quantity\na,1', 'a'],
  ])('with %s', async (_what, file, sku) => {
    const { of } = await imported(file);
    expect(of('chunk').flatMap(({ rows }) => rows.map(([, event]) => event['sku']))).toEqual([sku]);
  });

  it.each(['', 'sku,quantity\n'])('is refused if it has no row: %j', async (file) => {
    const { of } = await imported(file);
    expect(of('problem')[0]).toEqual({ type: 'problem', detail: 'the file has no row below its header' });
  });

  it('of 200,000 rows in requests of at most 1,000, each row once', async () => {
    const rows = Array.from({ length: 200_000 }, (_none, index) => `sku-${index},${(index % 9) + 1}`);
    const { of } = await imported(`sku,quantity\n${rows.join('\n')}\n`);
    const chunks = of('chunk').map((chunk) => chunk.rows);
    expect(Math.max(...chunks.map(({ length }) => length))).toBe(1_000);
    const sent = chunks.flatMap((chunk) => chunk.map(([row]) => row));
    expect([sent.length, new Set(sent).size, sent[0], sent.at(-1)]).toEqual([200_000, 200_000, 1, 200_000]);
  });

  it('no further than the page takes it', async () => {
    const rows = Array.from({ length: 3_500 }, (_none, index) => `sku-${index},1`);
    const { of } = await imported(`sku,quantity\n${rows.join('\n')}\n`, 2);
    expect([of('chunk').length, of('sent').length, of('problem').length]).toEqual([2, 1, 0]);
  });
});
