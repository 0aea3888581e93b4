import { MESSAGE } from './bounds.js';

/** Lengths of a message's parts, bytes. */
export interface MessageSizes {
  readonly value_bytes: number;
  readonly key_bytes: number;
}

/**
 * Returns a sentence about what is too large in a message; null if nothing is. Headers are checked where they
 * are read.
 */
export function beyondMessage({ value_bytes, key_bytes }: MessageSizes): string | null {
  if (value_bytes > MESSAGE.value_bytes)
    return `the value has ${value_bytes} bytes, at most ${MESSAGE.value_bytes} are taken`;
  if (key_bytes > MESSAGE.key_bytes)
    return `the key has ${key_bytes} bytes, at most ${MESSAGE.key_bytes} are taken`;
  return null;
}
