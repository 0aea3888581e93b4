import type { Principal } from './principal.js';

const KEY_ID = /^sp_([0-9a-f]{18})_/;

/** The header as it counts here: what a browser shows by itself (a login for the pages inside) is no credential of an operation. */
export function shown(header: string | undefined): string | undefined {
  return header !== undefined && /^Basic /i.test(header) ? undefined : header;
}

/** The credential of an `Authorization` header; null where it is no bearer's. */
export function bearerOf(header: string): string | null {
  return /^Bearer +([\x21-\x7e]{1,4096})$/i.exec(header)?.[1] ?? null;
}

/** A seller's API key, which is looked up; everything else is a token, which is verified here. */
export function isSellerKey(bearer: string | null): boolean {
  return bearer?.startsWith('sp_') === true;
}

/** The part of a seller's key that is no secret; null where it has none. */
export function keyIdOf(bearer: string | null): string | null {
  return KEY_ID.exec(bearer ?? '')?.[1] ?? null;
}

/** What the shares of a caller are counted under. */
export function credentialOf(principal: Principal): string {
  return principal.kind === 'seller' ? `key ${principal.key_id}` : `${principal.kind} ${principal.name}`;
}

/** Whether one rule of `@Access` names this caller. */
export function allows(rule: string, principal: Principal): boolean {
  if (rule === 'public' || rule === 'authenticated') return true;
  if (rule === 'seller' || rule === 'service') return principal.kind === rule;
  return (
    rule.startsWith('role:') &&
    principal.kind === 'operator' &&
    principal.roles.includes(rule.slice('role:'.length))
  );
}
