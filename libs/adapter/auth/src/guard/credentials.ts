import { isSellerPerson, type Principal } from '../principal.js';

const KEY_ID = /^sp_([0-9a-f]{18})_/;

/**
 * Removes a Basic login from the header: a browser sends it without being asked, so it is not a credential
 * for an operation.
 */
export function shown(header: string | undefined): string | undefined {
  return header !== undefined && /^Basic /i.test(header) ? undefined : header;
}

/** The bearer credential of an `Authorization` header; null if it has none. */
export function bearerOf(header: string): string | null {
  return /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(header)?.[1] ?? null;
}

/**
 * Whether the credential is a seller's API key, which is looked up; anything else is a token, which is
 * verified here.
 */
export function isSellerKey(bearer: string | null): boolean {
  return bearer?.startsWith('sp_') === true;
}

/** The public part of a seller's key; null if it has none. */
export function keyIdOf(bearer: string | null): string | null {
  return KEY_ID.exec(bearer ?? '')?.[1] ?? null;
}

/** The name under which a caller's requests and streams are counted. */
export function credentialOf(principal: Principal): string {
  if (principal.kind !== 'seller') return `${principal.kind} ${principal.name}`;
  return isSellerPerson(principal) ? `person ${principal.person}` : `key ${principal.key_id}`;
}

/** Whether one rule of `@Access` allows this caller. */
export function allows(rule: string, principal: Principal): boolean {
  if (rule === 'public' || rule === 'authenticated') return true;
  if (rule === 'seller-person') return isSellerPerson(principal);
  if (rule === 'seller' || rule === 'service') return principal.kind === rule;
  const [kind, ...rest] = rule.split(':');
  const wanted = rest.join(':');
  if (kind === 'service') return principal.kind === 'service' && principal.name === wanted;
  return kind === 'role' && principal.kind === 'operator' && principal.roles.includes(wanted);
}
