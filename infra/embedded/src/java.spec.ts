import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { javaArgs, javaFiles } from './java.js';

const FILE = javaFiles().find((file) => file.endsWith('.json')) ?? '';
const ARGS = javaArgs('none.jar', 64, 'Main', []);

it('this Java accepts the list of methods for the second compiler; a wrong list ends a JVM at its start', () => {
  const options = ARGS.slice(0, ARGS.indexOf('-cp'));
  const { status, stdout } = spawnSync('java', [...options, '-version'], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringContaining('2 compiler directives added')]);
  expect(options).toContain(`-XX:CompilerDirectivesFile=${FILE}`);
});

it('ciphers are on the list, and everything else is left to the first compiler', () => {
  const [listed, rest] = JSON.parse(readFileSync(FILE, 'utf8')) as { match: string[]; c2: object }[];
  expect(listed?.match).toContain('com/sun/crypto/provider/*.*');
  expect([listed?.c2, rest]).toEqual([{ Exclude: false }, { match: ['*.*'], c2: { Exclude: true } }]);
});
