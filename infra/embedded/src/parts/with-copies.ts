import { join } from 'node:path';
import type { PartSpec } from '../part.js';
import { keysOf, type Signer } from '../secrets/keys.js';
import { COPIED } from './hand-home.js';

/** The part with its own copies of files that the operator's settings name: those are root's, and it is another user. */
export function withCopies(part: PartSpec, name: Signer, home: string): PartSpec {
  const copies = Object.entries(COPIED)
    .filter(([setting]) => process.env[setting])
    .map(([setting, copy]) => [setting, join(keysOf(home, name), copy)]);
  return { ...part, env: { ...part.env, ...Object.fromEntries(copies) } };
}
