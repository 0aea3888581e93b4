import type { DeadLetterV1, DeadLetterV2 } from '../generated/types.js';

/**
 * Upcasts a dead letter. v1 contains the whole message: its lengths are computed, its digest is unknown
 * (null).
 */
export function upcastDeadLetterV1ToV2(deadLetter: DeadLetterV1): DeadLetterV2 {
  const bytes = (base64: string | null): number | null =>
    base64 === null ? null : Buffer.byteLength(base64, 'base64');
  return {
    ...deadLetter,
    schema_version: 2,
    key_bytes: bytes(deadLetter.key_base64),
    value_bytes: bytes(deadLetter.value_base64),
    value_digest: null,
    digest_of: null,
    held: 'whole',
    cut: false,
  };
}
