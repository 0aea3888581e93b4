import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Thrown if a text of the database was not written by a process with the service's key. */
export class NotAuthenticError extends Error {
  override readonly name = 'NotAuthenticError';
}

/** What processes of the service authenticate texts with that they exchange over the database. */
export type ExchangeKey = Buffer;

const BYTES = 32;

/**
 * Derives the key from the private key (JWK file) of the service, which all of its processes have. It signs nothing
 * that anybody else reads.
 */
export async function exchangeKeyOf(service_key_file: string): Promise<ExchangeKey> {
  const { d = '' } = JSON.parse(await readFile(service_key_file, 'utf8')) as { d?: string };
  if (d === '') throw new Error(`${service_key_file} has no private key`);
  return Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', 'stockproof units of a run', BYTES));
}

/** Authentication of a text that stands for this thing, for example a unit of a set (hex). */
export function macOf(key: ExchangeKey, subject: readonly (string | number)[], text: string): string {
  return createHmac('sha256', key).update(JSON.stringify(subject)).update('\n').update(text).digest('hex');
}

/** Returns the text if its authentication is right. Throws NotAuthenticError. */
export function authentic(
  key: ExchangeKey,
  subject: readonly (string | number)[],
  { text, mac }: { readonly text: string; readonly mac: string },
): string {
  const expected = Buffer.from(macOf(key, subject, text));
  const found = Buffer.from(mac);
  if (expected.length !== found.length || !timingSafeEqual(expected, found))
    throw new NotAuthenticError(`${subject.join(' ')} was not written by a process of this service`);
  return text;
}
