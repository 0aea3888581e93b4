import { hash } from 'node:crypto';
import { PINNED } from './pinned.js';

/** The digests of this process's statements, by `database/name`, for `--pin`. */
export const SEEN = new Map<string, string>();

/** By database, then name: looked up for every statement, so no key is built. */
const trusted = new Map<string, Map<string, string>>();

/**
 * A model is written for one SQL text. Throws for a statement whose text has changed: check the model, then
 * `npm run simulate -- --pin` records the new text's digest.
 */
export function checkPin(database: string, name: string, text: string): void {
  if (trusted.get(database)?.get(name) === text) return;
  const key = `${database}/${name}`;
  const digest = hash('sha256', text.replace(/\s+/g, ' ').trim(), 'hex').slice(0, 16);
  SEEN.set(key, digest);
  if (PINNED[key] !== digest && !process.argv.includes('--pin')) {
    throw new Error(
      `${key} is another statement than the one that is modelled: look at its model, then run npm run simulate -- --pin`,
    );
  }
  const known = trusted.get(database) ?? new Map<string, string>();
  trusted.set(database, known.set(name, text));
}
