import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from './program.js';

/** Commands that act and print what they did, a script, a header or a document for people; none prints data. */
const NO_DATA = [
  'start',
  'stop',
  'reset',
  'part',
  'sign',
  'accept-lost-history',
  'accept-other-log',
  'sealing set-aside',
  'lost-rows continue',
  'connector reset-offsets',
  'connector accept-server',
  'evidence report',
  'login',
  'logout',
  'completion',
];

/** Every command that does something, with its words. */
function commandsOf(command: Command, words: readonly string[] = []): { words: string; command: Command }[] {
  return command.commands.flatMap((child) => {
    const path = [...words, child.name()];
    return child.commands.length > 0 ? commandsOf(child, path) : [{ words: path.join(' '), command: child }];
  });
}

describe('a command', () => {
  const printed: string[] = [];
  afterEach(() => {
    printed.length = 0;
    process.exitCode = undefined;
    jest.restoreAllMocks();
  });

  async function run(...words: string[]): Promise<unknown> {
    jest.spyOn(console, 'log').mockImplementation((text: unknown) => void printed.push(String(text)));
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await createProgram().parseAsync(words, { from: 'user' });
    return JSON.parse(printed.join('\n'));
  }

  it('has --json if it prints data, each of them', () => {
    const without = commandsOf(createProgram())
      .filter(({ command }) => !command.options.some(({ long }) => long === '--json'))
      .map(({ words }) => words);
    expect(without.sort()).toEqual([...NO_DATA].sort());
  });

  it.each<[string, string[], object]>([
    ['checks contracts', ['contract', 'check', '--json'], { faulty: 0 }],
    [
      'explains a contract',
      ['contract', 'explain', 'reservation-view', '--json'],
      { flow: 'reservation-view', answers: expect.any(Array) },
    ],
    ['shows a contract', ['contract', 'show', 'reservation-view', '--json'], { flow: 'reservation-view' }],
    ['checks schemas', ['schemas', 'check', '--json'], { problems: [] }],
  ])('that %s prints one JSON document', async (_what, words, expected) =>
    expect(await run(...words)).toMatchObject(expected),
  );

  it('that finds a fault prints it as JSON too, and ends with its exit code', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stockproof-cli-'));
    const file = join(folder, 'log.jsonl');
    writeFileSync(file, '{"sequence":1}\n');
    const found = await run('security-log', 'verify', file, '--json');
    rmSync(folder, { recursive: true });
    expect(found).toMatchObject({ good: false, records: 1, problems: [expect.any(String)] });
    expect(process.exitCode).toBe(2);
  });
});
