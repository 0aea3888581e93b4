import { z } from 'zod';
import { fixedReadingShape } from '../../ranges/fixed-reading.js';

const shape = z.strictObject({
  trusts: z.enum(['kafka', 'sealed', 'both']),
  ledger_snapshot: z.string().min(1),
  reading: fixedReadingShape,
});

/** What the units of a verification read: the same for all of them, in whichever process. */
export type SharedReading = z.infer<typeof shape>;

/** Reads what a coordinator wrote. Throws if it has another form. */
export function parseShared(text: string): SharedReading {
  return shape.parse(JSON.parse(text));
}
