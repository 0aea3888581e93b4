import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './canonical.js';

/**
 * The kind of a signed statement. It is part of the signed bytes, so a signature is valid for one kind only.
 */
export type StatementKind =
  | 'stockproof.evidence.v1'
  | 'stockproof.evidence-key.v1'
  | 'stockproof.checkpoint.v1'
  | 'stockproof.sealed-segment.v1'
  | 'stockproof.break-glass-review.v1';

/** A private key and the begin of its period. */
export interface SigningKey {
  readonly key_id: string;
  /** An Ed25519 private key. */
  readonly key: KeyObject;
  /** Begin of the key's period; nothing that it signs may be older. Without it any time is allowed. */
  readonly valid_from?: string;
}

/** Signs the kind, a line feed and the canonical JSON with Ed25519; base64url. */
export function signStatement(kind: StatementKind, statement: object, key: KeyObject): string {
  return sign(null, bytesOf(kind, statement), key).toString('base64url');
}

/**
 * Whether this is the signature of the statement. Only one spelling in base64url is accepted, so two
 * different files are never both valid.
 */
export function isSigned(kind: StatementKind, statement: object, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  return (
    bytes.length === 64 &&
    bytes.toString('base64url') === signature &&
    verify(null, bytesOf(kind, statement), key, bytes)
  );
}

function bytesOf(kind: StatementKind, statement: object): Buffer {
  return Buffer.from(`${kind}\n${canonicalJson(statement)}`);
}

/** The latest of these times. All must be RFC 3339 in UTC with milliseconds. */
export function latestOf(first: string, ...others: readonly string[]): string {
  return others.reduce((latest, time) => (time > latest ? time : latest), first);
}
