import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RELEASED } from './read-catalog.js';

const LIST = join(RELEASED, 'digests.txt');

/** Path below the folder of releases -> SHA-256 of the file. */
export function digestsOfReleased(): Map<string, string> {
  if (!existsSync(RELEASED)) return new Map();
  const files = readdirSync(RELEASED, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.json'),
  );
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(paths.map((path) => [relative(RELEASED, path), hash('sha256', readFileSync(path), 'hex')]));
}

/** Frozen files that were changed, removed or added. */
export function digestProblems(): string[] {
  const listed = new Map(
    (existsSync(LIST) ? readFileSync(LIST, 'utf8') : '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [digest = '', path = ''] = line.split('  ');
        return [path, digest];
      }),
  );
  const found = digestsOfReleased();
  return [
    ...[...listed]
      .filter(([path, digest]) => found.get(path) !== digest)
      .map(([path]) => `released/${path}: is frozen, and was changed or taken away`),
    ...[...found.keys()]
      .filter((path) => !listed.has(path))
      .map((path) => `released/${path}: is not listed; use \`stockproof schemas release\``),
  ];
}

export function digestList(): string {
  return [...digestsOfReleased()].map(([path, digest]) => `${digest}  ${path}\n`).join('');
}

export const DIGEST_LIST = LIST;
