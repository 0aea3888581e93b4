import { hash } from 'node:crypto';
import { PINNED } from './pinned.js';

/** What the statements of this process were, by `database/name`: for whoever writes them down. */
export const SEEN = new Map<string, string>();

/** By database and name: asked for with every statement, so nothing is put together to look it up. */
const trusted = new Map<string, Map<string, string>>();

/**
 * A model speaks for one SQL text and no other. Throws for a statement that is not the one its model was written for:
 * somebody has to look at the model again, then `npm run simulate -- --pin` writes the new text's digest down.
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
