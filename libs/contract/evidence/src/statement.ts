import { type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './canonical.js';

/** What is signed, so that a signature of one kind of statement is never one of another. */
export type StatementKind =
  | 'stockproof.evidence.v1'
  | 'stockproof.evidence-key.v1'
  | 'stockproof.checkpoint.v1'
  | 'stockproof.break-glass-review.v1';

/** Ed25519 over the kind, a line feed and the canonical JSON; base64url. */
export function signStatement(kind: StatementKind, statement: object, key: KeyObject): string {
  return sign(null, bytesOf(kind, statement), key).toString('base64url');
}

/** Whether this is the signature. Only one spelling of it counts, so that two files that differ are never both good. */
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

/** The latest of times that are written alike (RFC 3339 in UTC with milliseconds). */
export function latestOf(first: string, ...others: readonly string[]): string {
  return others.reduce((latest, time) => (time > latest ? time : latest), first);
}
