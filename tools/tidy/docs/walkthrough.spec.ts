import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { faultsOf, filesUnder, stepsOf } from './walkthrough.js';

const SERVICES = ['apps/'];
const RULES = ['libs/domain/', 'libs/contract/'];
const TECHNOLOGY = ['libs/adapter/', 'libs/verification/'];

/** Most files of the services on each path: a longer one is too long to keep in mind. */
const MAX_SERVICE_FILES = { 'docs/walkthrough.md': 30, 'docs/walkthrough-recovery.md': 40 };

const PAGES = Object.entries(MAX_SERVICE_FILES).map(([page, max]) => {
  const markdown = readFileSync(page, 'utf8');
  return { page, max, markdown, steps: stepsOf(markdown) };
});

describe.each(PAGES)('$page', ({ markdown, steps, max }) => {
  it('names existing functions, each called from a file before it', () => {
    expect(steps.length).toBeGreaterThan(30);
    expect(faultsOf(steps, (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null))).toEqual([]);
  });

  it('passes a limited number of files of the services', () => {
    expect(filesUnder(steps, SERVICES)).toBeLessThanOrEqual(max);
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
