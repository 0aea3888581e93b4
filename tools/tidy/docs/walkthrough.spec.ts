import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { faultsOf, filesUnder, stepsOf } from './walkthrough.js';

const markdown = readFileSync('docs/walkthrough.md', 'utf8');
const steps = stepsOf(markdown);
const SERVICES = ['apps/'];
const RULES = ['libs/domain/', 'libs/contract/'];
const TECHNOLOGY = ['libs/adapter/'];

/** A longer hot path is too long to keep in mind. */
const MAX_SERVICE_FILES = 30;

describe('the walkthrough of one update', () => {
  it('names existing functions, each called from a file before it', () => {
    expect(steps.length).toBeGreaterThan(40);
    expect(faultsOf(steps, (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null))).toEqual([]);
  });

  it('passes at most 30 files of the services', () => {
    expect(filesUnder(steps, SERVICES)).toBeLessThanOrEqual(MAX_SERVICE_FILES);
  });

  it.each<[string, readonly string[]]>([
    ['services', SERVICES],
    ['rules and contracts', RULES],
    ['technology', TECHNOLOGY],
    ['all', ['']],
  ])('counts the files of %s', (row, folders) => {
    const reported = new RegExp(`^\\| ${row}[^|]*\\| (\\d+) \\|$`, 'm').exec(markdown)?.[1];
    expect(reported).toBe(String(filesUnder(steps, folders)));
  });
});

describe('a walkthrough', () => {
  const files: Readonly<Record<string, string>> = {
    'a.ts': 'export class A { go() { return next(); } }',
    'b.ts': 'export function next() {}',
  };
  it.each<[string, string, string[]]>([
    ['is right', '*Entry* [`A.go`](../a.ts) [`next`](../b.ts)', []],
    ['names a file that is gone', '*Entry* [`A.go`](../c.ts)', ['c.ts is not there']],
    ['names a method that is gone', '*Entry* [`A.stop`](../a.ts)', ['a.ts does not define A.stop']],
    ['leaves a step out', '*Entry* [`next`](../b.ts) [`A.go`](../a.ts)', ['no step before A.go names it']],
  ])('%s', (_case, text, faults) => {
    expect(faultsOf(stepsOf(text), (path) => files[path] ?? null)).toEqual(faults);
  });
});
