import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { CandidateError } from '../candidate-error.js';
import { ConfinedProcess } from './confined-process.js';
import { strictest } from './launchers.js';

/** Time enough on a busy machine; whatever is to take too long takes for ever. */
/** Far above the shortest `call_ms`, so that one that is not kept fails. */
const WITHIN_MS = 30_000;
const LIMITS = { heap_mb: 64, resident_mb: 256, answer_bytes: 100_000, call_ms: 60_000 };

/**
 * What is before a program of a test: waits for a question and tells what it found out, as code that got out
 * of its realm could.
 */
const frame = (body: string): string => `
import * as fs from 'node:fs';
const tell = (value) => {
  const text = Buffer.from(JSON.stringify(value ?? null));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(text.length);
  fs.writeSync(1, head);
  fs.writeSync(1, text);
};
const outcome = async (work) => { try { return String(await work()); } catch (error) { return error.code ?? error.name; } };
fs.readSync(0, Buffer.alloc(4));
fs.readSync(0, Buffer.alloc(1));
${body}
`;

async function found(body: string, limits = LIMITS): Promise<unknown> {
  const confined = await ConfinedProcess.start(frame(body), limits);
  try {
    return JSON.parse(await confined.ask('?'));
  } finally {
    confined.close();
  }
}

describe('a process without rights, also for code that left its realm', () => {
  it.each<[string, string]>([
    ['reads no file', `fs.readFileSync('/etc/passwd', 'utf8')`],
    ['lists no folder', `fs.readdirSync('/')`],
    ['writes no file', `fs.writeFileSync('/tmp/stockproof-escaped', 'x')`],
    ['starts no process', `(await import('node:child_process')).execSync('id')`],
    ['starts no thread', `new (await import('node:worker_threads')).Worker('1', { eval: true })`],
    ['loads no addon', `process.dlopen({ exports: {} }, '/tmp/x.node')`],
    ['has no inspector', `(await import('node:inspector')).open(0)`],
    ['makes no code of texts', `Function('return 1')()`],
  ])('%s', async (_what, work) =>
    expect(await found(`tell(await outcome(async () => ${work}));`)).toMatch(
      /^ERR_(ACCESS_DENIED|DLOPEN_DISABLED|DLOPEN_FAILED)|^EvalError$|^SyntaxError$/,
    ),
  );

  it('has an empty environment, and an unprivileged user if the service is root', async () => {
    const { as_nobody } = await strictest();
    const [names, uid] = (await found('tell([Object.keys(process.env), process.getuid?.() ?? null]);')) as [
      string[],
      number,
    ];
    expect(names).toEqual([]);
    if (as_nobody) expect(uid).toBe(65_534);
    else expect(process.getuid?.()).not.toBe(0);
  });

  it('has no network if the system can remove it', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const body = `
        const net = await import('node:net');
        tell(await outcome(() => new Promise((resolve, reject) => net.connect(${port}, '127.0.0.1', () => resolve('connected')).once('error', reject))));`;
      const { without_network } = await strictest();
      // Where it cannot, this says so: see ADR 0039.
      expect(await found(body)).toBe(without_network ? 'ENETUNREACH' : 'connected');
    } finally {
      server.close();
    }
  });

  it.each<[string, string, RegExp, number?]>([
    ['ends in the middle', 'process.exit(3);', /its process ended \(code 3\)/],
    ['never answers', 'for (;;);', /no answer within/, 1_000],
    [
      'takes memory that is not of the heap',
      'const all = []; for (;;) all.push(Buffer.alloc(10_000_000, 1));',
      /memory|its process ended/,
    ],
    [
      'says more than it may',
      `fs.writeSync(1, Buffer.from([127, 255, 255, 255])); await new Promise((resolve) => setTimeout(resolve, 60_000));`,
      /more than 100000 bytes/,
    ],
    [
      'says more than it said',
      `fs.writeSync(1, Buffer.from([0, 0, 0, 1, 65, 66])); await new Promise((resolve) => setTimeout(resolve, 60_000));`,
      /more than it said/,
    ],
  ])(
    'that %s is ended with a reason',
    async (_what, body, reason, call_ms = LIMITS.call_ms) => {
      const failed = await found(body, { ...LIMITS, call_ms }).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(CandidateError);
      expect((failed as Error).message).toMatch(reason);
    },
    WITHIN_MS,
  );
});
