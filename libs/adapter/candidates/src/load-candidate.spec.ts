import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CANDIDATE_LIMITS,
  CandidateError,
  type CandidateLimits,
  loadCandidate,
  readCandidate,
} from './index.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'stockproof-candidates-'))));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, code: string): void => writeFileSync(join(folder, `${name}.js`), code);

const STATE = [5, 5, 0, 0, 0, ['a', 5]];
const change = (version: number, quantity = 2): unknown[] => [
  version,
  'D',
  'accepted',
  quantity,
  -quantity,
  'sellable',
  'a',
  null,
  null,
  10,
  20,
];
const RUN = [STATE, [change(1), change(2)]];

/** What a function of this body answers to two shipments of two units out of five. */
async function asked(
  body: string,
  limits: Partial<CandidateLimits> = {},
  runs: readonly unknown[] = [RUN],
): Promise<unknown> {
  write('asked', `({\n  version: 2,\n  apply: (state, change, base) => { ${body} },\n})`);
  const candidate = await loadCandidate(folder, 'asked', undefined, { ...CANDIDATE_LIMITS, ...limits });
  return candidate.answer(runs);
}

describe('a candidate', () => {
  it('is loaded by the digest of its bytes, without running it', async () => {
    write('good', '({\n  version: 2,\n  apply: (state, change, base) => base,\n})');
    const good = await readCandidate(folder, 'good');
    expect([good.version, good.digest.length]).toEqual([2, 64]);
    await expect(readCandidate(folder, 'good', good.digest)).resolves.toMatchObject({ name: 'good' });
    await expect(readCandidate(folder, 'good', 'f'.repeat(64))).rejects.toThrow('not the file it was');
    // These would not come back, or not as they were.
    for (const code of ['for (;;);', 'globalThis.touched = 1;', 'throw new Error("ran");']) {
      write('loud', `${code}\n({\n  version: 3,\n  apply: 1,\n})`);
      await expect(loadCandidate(folder, 'loud')).resolves.toMatchObject({ version: 3 });
    }
    expect(globalThis).not.toHaveProperty('touched');
  });

  it('is given its state, its change and the built-in function’s result, one after the other', async () => {
    expect(await asked('return { ...base, sellable: base.sellable - 1 };')).toEqual([
      [
        [3, 2, 0, 0, 0, ['a', 3]],
        [1, 0, 0, 0, 0, ['a', 1]],
      ],
    ]);
    expect(await asked('return { ...base, damaged: state.sellable, reserved: change.version };')).toEqual([
      [
        [3, 3, 1, 5, 0, ['a', 3]],
        [1, 1, 2, 3, 0, ['a', 1]],
      ],
    ]);
    expect(
      await asked(
        'state.locations.length = 0; base.locations.push({ location_id: 7, sellable: 1 }); return base;',
      ),
    ).toEqual([
      [
        [3, 3, 0, 0, 0, ['a', 3, '7', 1]],
        [1, 2, 0, 0, 0, ['a', 1, '7', 1, '7', 1]],
      ],
    ]);
  });

  it.each<[string, string, unknown]>([
    ['throws', 'throw new RangeError("oh")', 'the candidate failed: RangeError: oh'],
    [
      'throws what cannot be read',
      'throw { toString() { throw 1; } }',
      'the candidate failed: an error that cannot be read',
    ],
    ['gives nothing', '', 'the candidate gave no locations'],
    ['gives less than nothing', 'return { ...base, sellable: -1 }', [3, -1, 0, 0, 0, ['a', 3]]],
    ['gives text', 'return { ...base, sellable: "2" }', [3, '2', 0, 0, 0, ['a', 3]]],
    ['gives what JSON has not', 'return { ...base, sellable: 1n }', [3, '1', 0, 0, 0, ['a', 3]]],
  ])('that %s ends the run there', async (_what, body, answer) =>
    expect(await asked(body)).toEqual([[answer]]),
  );

  it('that contradicts the history is not called again', async () =>
    expect(await asked('return base', {}, [[STATE, [change(1, 6)]]])).toEqual([
      ['the change contradicts the state'],
    ]));

  it.each([
    ['a clock', 'return Date.now()'],
    ['chance', 'return Math.random()'],
    ['a module', 'return require("node:fs")'],
    ['an import', 'return import("node:fs")'],
    ['the process', 'return process.env'],
    ['the network', 'return fetch("http://127.0.0.1")'],
    ['a way out of its realm', 'return this.constructor.constructor("return process")()'],
    ['the way out that was tried', 'return globalThis.constructor.constructor("return process.env")()'],
    ['code of a text', 'return (() => 1).constructor("return 1")()'],
    ['its caller', 'return apply.caller.constructor("return process")()'],
    [
      'the frames of a stack',
      'Error.prepareStackTrace = (_e, frames) => frames.map((one) => one.getThis()); return new Error().stack[9].process.env',
    ],
  ])('has no access to %s', async (_what, body) => {
    const [[answer] = []] = (await asked(body)) as unknown[][];
    expect(answer).toMatch(/^the candidate (failed|gave no locations)/);
  });

  it.each<[string, string, Partial<CandidateLimits>, RegExp]>([
    ['an endless loop', 'for (;;);', { call_ms: 1_000 }, /took longer than it may|no answer within 1000 ms/],
    [
      'a memory bomb',
      'const all = []; for (;;) all.push(new Array(100000).fill(1.5));',
      { heap_mb: 32 },
      /its process ended|more than .* MB of memory/,
    ],
    [
      'a text that doubles',
      'let all = "x"; for (;;) { all += all; all.at(-1); }',
      { heap_mb: 32 },
      /its process ended|more than .* MB|gave no answers/,
    ],
    [
      'a huge answer',
      'return { ...base, locations: Array.from({ length: 200000 }, (_, at) => ({ location_id: "x".repeat(50) + at, sellable: 1 })) }',
      { answer_bytes: 1_000_000 },
      /its answer has more than 1000000 bytes/,
    ],
    ['all the time there is', 'return base', { total_ms: -1 }, /more than -1 ms in all/],
  ])(
    'that takes %s is ended with a reason, and the service continues',
    async (_what, body, limits, reason) => {
      const failed = await asked(body, limits).catch((error: unknown) => error);
      if (!(failed instanceof CandidateError)) {
        // A text beyond what a text may be is an error of the candidate's own.
        expect(JSON.stringify(failed)).toContain('Invalid string length');
        return;
      }
      expect(failed.message).toMatch(reason);
      expect(await asked('return base')).toHaveLength(1);
    },
  );

  it('that was ended is called again in a new process', async () => {
    write(
      'once',
      '({\n  version: 2,\n  apply: (state, change, base) => { if (change.version === 9) for (;;); return base; },\n})',
    );
    // A new process has to begin within it, on a busy machine too.
    const candidate = await loadCandidate(folder, 'once', undefined, { ...CANDIDATE_LIMITS, call_ms: 5_000 });
    await expect(candidate.answer([[STATE, [change(9)]]])).rejects.toThrow(CandidateError);
    expect(await candidate.answer([RUN])).toHaveLength(1);
    const resting = await loadCandidate(folder, 'once', undefined, {
      ...CANDIDATE_LIMITS,
      call_ms: 1_000,
      rest_ms: 60_000,
    });
    await expect(resting.answer([[STATE, [change(9)]]])).rejects.toThrow(CandidateError);
    await expect(resting.answer([RUN])).rejects.toThrow(CandidateError);
  });

  it('changes nothing in the service: prototypes, members with their names, texts instead of numbers', async () => {
    const body =
      'Object.prototype.polluted = 1; Array.prototype.map = () => [[]]; return { ...base, locations: [{ location_id: "__proto__", sellable: 1 }] };';
    await asked(body).catch(() => undefined);
    expect([({} as { polluted?: number }).polluted, [1].map((one) => one)]).toEqual([undefined, [1]]);
  });

  it.each([
    ['no such file', 'nobody', null],
    ['a name that leaves the folder', '../good', null],
    ['no code', 'wrong', 'this is no code'],
    ['no version', 'wrong', '({ apply: () => 1 })'],
    ['a version that is worked out', 'wrong', '({\n  version: 1 + 1,\n  apply: () => 1,\n})'],
    ['the version of the built-in', 'wrong', '({\n  version: 1,\n  apply: () => 1,\n})'],
    ['too much code', 'wrong', `({\n  version: 2,\n  apply: () => 1,\n})//${'x'.repeat(300_000)}`],
  ])('refuses %s', async (_what, name, code) => {
    if (code !== null) write(name, code);
    await expect(loadCandidate(folder, name)).rejects.toThrow(CandidateError);
  });

  it.each<[string, string, RegExp, number?]>([
    ['no function', '({\n  version: 2,\n})', /no function apply/],
    [
      'another version than its file says',
      '({\n  version: 2,\n  get version() { return 3; },\n  apply: () => 1,\n})',
      /says it is version 3, its file says 2/,
    ],
    [
      'an endless beginning',
      'for (;;);\n({\n  version: 2,\n  apply: () => 1,\n})',
      /took longer|no answer/,
      1_000,
    ],
    ['an error at once', 'null.x;\n({\n  version: 2,\n  apply: () => 1,\n})', /cannot be run/],
  ])('that has %s is ended when it is called', async (_what, code, reason, call_ms = 60_000) => {
    write('wrong', code);
    const candidate = await loadCandidate(folder, 'wrong', undefined, { ...CANDIDATE_LIMITS, call_ms });
    await expect(candidate.answer([RUN])).rejects.toThrow(reason);
  });
});
