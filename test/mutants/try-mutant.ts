import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, firstBroken, runTests } from './harness.js';
import type { Mutant } from './mutant.js';

export interface Tried {
  readonly mutant: Mutant;
  /** The first test that failed; null: it survived. */
  readonly caught_by: string | null;
  readonly seconds: number;
}

/**
 * The file with the defect. Line breaks do not matter, because a formatter decides them. Throws if the code
 * is no longer the code that the mutant was written for.
 */
export function withDefect({ name, file, find, replace }: Mutant, text: string): string {
  const pattern = whateverTheLayout(find);
  const places = [...text.matchAll(pattern)].length;
  if (places !== 1)
    throw new Error(`mutant "${name}": ${file} has its text ${places} times, not once: bring it up to date`);
  return text.replace(pattern, () => replace);
}

/** Matches the text with any white space between its tokens, and with or without a trailing comma. */
function whateverTheLayout(find: string): RegExp {
  const tokens = find.match(/\w+|[^\w\s]/g) ?? [];
  const escaped = tokens.map((token) => token.replace(/[^\w]/, String.raw`\$&`));
  const pattern = escaped.map((token, at) => {
    const before = escaped[at - 1];
    if (before === undefined) return token;
    const between = /^\w/.test(token) && /^\w/.test(before) ? String.raw`\s+` : String.raw`\s*`;
    return /^\\[)\]}]$/.test(token) && before !== String.raw`\,`
      ? `${between},?${between}${token}`
      : between + token;
  });
  return new RegExp(pattern.join(''), 'g');
}

/** Plants the defect in the copy, runs the tests that must find it, and removes it. */
export async function tryMutant(copy: string, mutant: Mutant): Promise<Tried> {
  const began_ms = performance.now();
  const file = join(copy, mutant.file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, withDefect(mutant, text));
  try {
    if (mutant.harness !== 'unit') await compile(copy);
    const caught_by =
      mutant.harness === 'sim'
        ? await firstBroken(copy, mutant.tests)
        : await firstFailure(copy, mutant.harness, mutant);
    return { mutant, caught_by, seconds: (performance.now() - began_ms) / 1_000 };
  } finally {
    writeFileSync(file, text);
  }
}

/** Specs on real servers share one stack, or start their own. */
const PROJECTS = { unit: ['unit'], stack: ['stack', 'instance'] } as const;

async function firstFailure(
  copy: string,
  harness: keyof typeof PROJECTS,
  { name, tests, only, env = {} }: Mutant,
): Promise<string | null> {
  const found = await runTests(
    copy,
    [
      '--selectProjects',
      ...PROJECTS[harness],
      ...(only === undefined ? [] : ['-t', only]),
      '--',
      ...tests.split(' '),
    ],
    env,
  );
  if (found?.failed) return found.failed;
  if (found?.broken) throw new Error(`mutant "${name}" does not run: ${found.broken}`);
  if (found?.tests === 0) throw new Error(`mutant "${name}": there are no tests ${tests} ${only ?? ''}`);
  return null;
}
