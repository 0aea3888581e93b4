import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FILE_LINE_BYTES, type FileReportLine, lineText } from '@stockproof/update-file';
import * as fc from 'fast-check';
import { importFile } from './import-file.js';
import type { SentLines, SentReport } from './send-lines.js';

const HEAD = 'sku,quantity,operation,event_time';
/** A server that refuses lines with "bad", and answers so many lines of each request, then breaks. */
function server(...answered: number[]) {
  const taken: string[] = [];
  const send = async ({ lines, file_id }: SentLines): Promise<SentReport> => {
    const most = answered.shift() ?? Number.POSITIVE_INFINITY;
    const report = lines.flatMap(({ line, bytes }): FileReportLine[] => {
      const text = bytes === null ? '' : (lineText(bytes, line) ?? '');
      if (text === '') return [];
      if (!text.includes('bad')) return [{ line, event_id: `${file_id}-${line}`, status: 202 }];
      return [{ line, event_id: null, type: 't', title: 't', status: 400, code: 'no', detail: 'it is bad' }];
    });
    const said = report.slice(0, most);
    taken.push(...said.flatMap((one) => (one.status === 202 && one.event_id !== null ? [one.event_id] : [])));
    return { lines: said, broken: most < report.length ? { why: 'cut', again_ms: 0 } : null };
  };
  return { send, taken };
}

describe('a file is imported', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockproof-import-'));
    path = join(folder, 'stock.csv');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (send: (sent: SentLines) => Promise<SentReport>, give_up_ms = 1_000) =>
    importFile(path, {
      format: 'csv',
      file_id: 'f',
      restart: false,
      send,
      onProgress: () => undefined,
      give_up_ms,
    });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const lines = (): unknown[] =>
    read('stock.csv.report.ndjson')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { line: number }).line);

  it('with a report of each line and a file of what failed', async () => {
    writeFileSync(
      path,
      `\uFEFF${HEAD}\r\na,1,I,t\r\n\r\nbad,1,I,t\r\n${'x'.repeat(FILE_LINE_BYTES + 1)}\r\nb,1,I,t`,
    );
    const { send, taken } = server();
    expect(await run(send)).toEqual({
      ...{ file_id: 'f', queued: 2, refused: 2 },
      ...{ report: `${path}.report.ndjson`, failed: `${path}.failed.csv` },
    });
    expect([taken, lines()]).toEqual([
      ['f-2', 'f-6'],
      [2, 4, 5, 6],
    ]);
    expect(read('stock.csv.failed.csv')).toBe(
      `${HEAD},failed_line,failed_reason\nbad,1,I,t,4,no: it is bad\n,,,,5,line_too_long: a line holds at most 65536 bytes\n`,
    );
  });

  it('and leaves no file of failed lines if none failed', async () => {
    writeFileSync(path, `${HEAD}\na,1,I,t\n`);
    expect(await run(server().send)).toMatchObject({ queued: 1, failed: null });
    expect(readdirSync(folder)).toEqual(['stock.csv', 'stock.csv.report.ndjson']);
  });

  it('not at all if its header is none', async () => {
    writeFileSync(path, 'sku,qty\na,1\n');
    await expect(run(server().send)).rejects.toThrow('there is no column "qty"');
  });

  it('until nothing goes on: the same call goes on later, and says from where', async () => {
    writeFileSync(path, `${HEAD}\na,1,I,t\nb,1,I,t\n`);
    const silent = async (): Promise<SentReport> => ({ lines: [], broken: { why: 'silence', again_ms: 5 } });
    await expect(run(silent, 4)).rejects.toThrow(
      'interrupted at line 2, run the same command again to go on: silence',
    );
    expect(await run(server().send)).toMatchObject({ queued: 2 });
  });

  it('once, however often it is interrupted: killed, or the connection broke', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a,1,I,t', 'bad,1,I,t', ''), { minLength: 1, maxLength: 9 }),
        fc.array(fc.nat(4), { maxLength: 5 }),
        fc.array(fc.nat(2), { maxLength: 3 }),
        async (rows, answered, kills) => {
          for (const name of readdirSync(folder)) rmSync(join(folder, name));
          writeFileSync(path, `${HEAD}\n${rows.join('\n')}\n`);
          const { send } = server(...answered);
          for (const requests of kills) {
            let left = requests;
            await run((sent) => (left-- > 0 ? send(sent) : Promise.reject(new Error('killed')))).catch(
              () => undefined,
            );
            // What was written after the last state is as a killed process may leave it.
            if (readdirSync(folder).includes('stock.csv.import.json'))
              writeFileSync(join(folder, 'stock.csv.report.ndjson'), '{"half', { flag: 'a' });
          }
          const { queued, refused } = await run(send);
          const wanted = rows.flatMap((row, at) => (row === '' ? [] : [at + 2]));
          expect([queued + refused, refused]).toEqual([
            wanted.length,
            rows.filter((row) => row.startsWith('bad')).length,
          ]);
          if (wanted.length > 0) expect(lines()).toEqual(wanted);
        },
      ),
      { numRuns: 60 },
    ));
});
