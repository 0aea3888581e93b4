import { compareSchemas } from './compare-schemas.js';
import type { Difference, Schema } from './difference.js';

/** The direction in which a topic's messages must stay compatible. none: no promise. */
export type CompatibilityMode = 'backward' | 'forward' | 'full' | 'none';

/** A reader of a schema. A strict one refuses unknown fields. */
export interface Reader {
  readonly name: string;
  /** Refuses unknown members. */
  readonly strict: boolean;
}

/** A difference that breaks readers or writers, with what to do. */
export interface Breach extends Difference {
  /** A sentence: who breaks, and what to do. */
  readonly advice: string;
}

/**
 * Returns the differences that the mode does not allow, each with the broken readers and advice. If it is
 * empty, the change may be made.
 */
export function classifySchemaChange(
  before: Schema,
  after: Schema,
  mode: CompatibilityMode,
  readers: readonly Reader[],
): Breach[] {
  if (mode === 'none') return [];
  const strict = readers.filter((reader) => reader.strict);
  return compareSchemas(before, after).flatMap((difference) => {
    const meets = difference.strict_only === true ? strict : readers;
    const backward = difference.backward && mode !== 'forward';
    const forward = difference.forward && mode !== 'backward' && meets.length > 0;
    if (!backward && !forward) return [];
    return [{ ...difference, advice: adviceFor(backward, forward, readers, meets) }];
  });
}

function adviceFor(
  backward: boolean,
  forward: boolean,
  readers: readonly Reader[],
  meets: readonly Reader[],
): string {
  const names = (some: readonly Reader[]): string =>
    some.length === 0 ? 'every reader' : some.map(({ name }) => name).join(', ');
  const who = [
    ...(backward ? [`${names(readers)} would refuse or misread messages that are written already`] : []),
    ...(forward ? [`${names(meets)} of before would refuse or misread new messages`] : []),
  ].join('; ');
  return `${who}. Make a new version with an upcaster, or undo it`;
}
