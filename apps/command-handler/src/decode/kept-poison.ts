import { hash } from 'node:crypto';
import { DETAIL_CHARACTERS, HEAD_BYTES, KEPT_BYTES } from '@stockproof/bounds';
import type { PoisonDelivery } from './delivery.js';

/** The stored form of a poison message, or the part that is published. */
export interface KeptPoison {
  readonly key: Buffer | null;
  readonly key_bytes: number | null;
  readonly value: Buffer | null;
  /** Length of the value; null if there is none or it could not be read. */
  readonly value_bytes: number | null;
  /** SHA-256 (hex) of what `digest_of` names; null if there is no value. */
  readonly digest: string | null;
  readonly digest_of: 'value' | 'record' | 'batch' | null;
  /**
   * What `value` is: the whole value, its beginning, an unreadable record, or the beginning of its packed
   * batch.
   */
  readonly held: 'whole' | 'head' | 'record' | 'batch';
}

/** Who must correct the message: the seller that sent it, or the platform if no seller could be read. */
export function assigneeOf({ seller_id }: PoisonDelivery): string {
  return seller_id === null ? 'platform' : `seller:${seller_id}`;
}

/** A sentence for people about the fault. It may quote the message, so it is cut and made storable. */
export function detailOf({ detail }: PoisonDelivery): string {
  return storable(detail.slice(0, DETAIL_CHARACTERS));
}

/** Replaces U+0000 and unpaired surrogates, which neither text nor jsonb can store. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}

/** The form for `quarantine`: whole up to KEPT_BYTES. */
export function keptPoison({ key, value, unread }: PoisonDelivery): KeptPoison {
  const of_key = { key: key?.subarray(0, KEPT_BYTES) ?? null, key_bytes: key?.length ?? null };
  if (unread !== undefined) {
    const held = unread.head_of === 'value' ? 'head' : unread.head_of;
    const { value_bytes, digest, digest_of } = unread;
    return { ...of_key, value: Buffer.from(unread.head), value_bytes, digest, digest_of, held };
  }
  if (value === null)
    return { ...of_key, value, value_bytes: null, digest: null, digest_of: null, held: 'whole' };
  return {
    ...of_key,
    value: value.subarray(0, KEPT_BYTES),
    value_bytes: value.length,
    digest: hash('sha256', value, 'hex'),
    digest_of: 'value',
    held: value.length > KEPT_BYTES ? 'head' : 'whole',
  };
}

/** The form for the topic of dead letters: the head only. `cut`: it is less than what was sent. */
export function headOfPoison(poison: PoisonDelivery): KeptPoison & { readonly cut: boolean } {
  const kept = keptPoison(poison);
  const key = kept.key?.subarray(0, HEAD_BYTES.key) ?? null;
  const value = kept.value?.subarray(0, HEAD_BYTES.value) ?? null;
  const cut =
    kept.held !== 'whole' ||
    (value?.length ?? null) !== kept.value_bytes ||
    (key?.length ?? null) !== kept.key_bytes;
  return { ...kept, key, value, cut };
}
