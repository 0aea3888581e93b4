import canonicalize from 'canonicalize';

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Canonical JSON (RFC 8785). Throws TypeError for a value without JSON. */
function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a value without JSON');
  return text;
}

/** SHA-256 in hex. */
export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', typeof data === 'string' ? utf8(data) : data);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 in hex of the canonical JSON. */
export async function digestOf(value: unknown): Promise<string> {
  return sha256(canonicalText(value));
}

/** The bytes of base64url without padding; null for any other spelling, so that one signature has one text. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const padded = text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .padEnd(Math.ceil(text.length / 4) * 4, '=');
  const data = Uint8Array.from(atob(padded), (char) => char.charCodeAt(0));
  const again = btoa(String.fromCharCode(...data))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  return again === text ? data : null;
}

/** Whether the key signed this statement as one of its kind (Ed25519). */
export async function isSignedWith(
  key: CryptoKey,
  kind: string,
  statement: unknown,
  signature: string,
): Promise<boolean> {
  const bytes = fromBase64Url(signature);
  if (bytes?.length !== 64) return false;
  return crypto.subtle.verify('Ed25519', key, bytes, utf8(`${kind}\n${canonicalText(statement)}`));
}
