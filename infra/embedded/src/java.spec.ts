import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { classPath } from './jars.js';
import { javaArgs, javaFiles, type JvmOptions } from './java.js';

const fileOf = (end: string): string => javaFiles().find((file) => file.endsWith(end)) ?? '';
const options = (jar: string, compilers: JvmOptions['compilers'] = 'first'): string[] => {
  const args = javaArgs(jar, { heap_mib: 64, compilers }, 'Main', []);
  return args.slice(0, args.indexOf('-cp'));
};
const java = (...args: readonly string[]) => spawnSync('java', args, { encoding: 'utf8' });

it('this Java takes the list of what the second compiler compiles: a wrong one ends a JVM at its start', () => {
  const { status, stdout } = java(...options('none.jar'), '-version');
  expect([status, stdout]).toEqual([0, expect.stringContaining('2 compiler directives added')]);
  expect(options('none.jar')).toContain(`-XX:CompilerDirectivesFile=${fileOf('.json')}`);
});

it('ciphers are on the list, and what is not on it is left to the first compiler', () => {
  const [listed, rest] = JSON.parse(readFileSync(fileOf('.json'), 'utf8')) as {
    match: string[];
    c2: object;
  }[];
  expect(listed?.match).toContain('com/sun/crypto/provider/*.*');
  expect([listed?.c2, rest]).toEqual([{ Exclude: false }, { match: ['*.*'], c2: { Exclude: true } }]);
});

it.each([
  ['first', '-XX:TieredStopAtLevel=1', 'CompilerDirectivesFile'],
  ['listed', 'CompilerDirectivesFile', '-XX:TieredStopAtLevel=1'],
] as const)(
  'with native ciphers, compilers %s; Java starts too where they do not load',
  (compilers, has, lacks) => {
    const native = options('AmazonCorrettoCryptoProvider-1-linux-x86_64.jar', compilers);
    expect(native.join(' ')).toContain(has);
    expect(native.join(' ')).not.toContain(lacks);
    expect(native).toContain(`-Djava.security.properties=${fileOf('.security')}`);
    const { status, stdout } = java(...native, '-XshowSettings:security:providers', '-version');
    expect([status, stdout]).toEqual([0, expect.any(String)]);
  },
);

it.each([
  ['linux', 'x64', 'a-linux-x86_64.jar b.jar'],
  ['linux', 'arm64', 'a-linux-aarch_64.jar b.jar'],
  ['linux', 'riscv64', 'b.jar'],
  ['darwin', 'arm64', 'b.jar'],
])('the class path on %s %s', (platform, arch, jars) => {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-jars-'));
  try {
    for (const name of ['a-linux-x86_64.jar', 'a-linux-aarch_64.jar', 'b.jar', 'c.txt'])
      writeFileSync(join(folder, name), '');
    expect(classPath(folder, { platform, arch })).toBe(
      jars
        .split(' ')
        .map((name) => join(folder, name))
        .join(':'),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
