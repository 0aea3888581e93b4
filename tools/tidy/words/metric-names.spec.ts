import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const SOURCES = ['apps', 'libs', 'infra', 'debezium'];
const NAME = /\bstockproof_[a-z_]+/g;
/** Suffixes that Prometheus adds to the name of a metric. */
const SUFFIX = /_(total|bucket|sum|count)$/;

function namesIn(folder: string, ending: RegExp): { readonly file: string; readonly name: string }[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file));
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(NAME)].map(([name]) => ({ file, name })),
  );
}

it('each metric that a document names exists', () => {
  const known = new Set(SOURCES.flatMap((folder) => namesIn(folder, /\.(ts|json)$/)).map(({ name }) => name));
  const named = [...namesIn('docs', /\.md$/), ...SOURCES.flatMap((folder) => namesIn(folder, /\.md$/))];
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(({ name }) => !known.has(name) && !known.has(name.replace(SUFFIX, '')))).toEqual([]);
});
