import { identifier } from '@stockproof/events';
import type { Principal } from '../principal.js';
import { claimAt, rolesOf } from './roles.js';

/** The role of people who act for a seller. */
const SELLER = 'seller';
const sellerName = identifier(64);

/** Where the claims are: each a name, or a path with dots into objects. */
export interface PersonClaims {
  readonly roles: string;
  readonly seller: string;
}

/**
 * The person of a token. Who has the role `seller` acts for the one seller of the claim, and is no operator, whatever other roles
 * the token has. Null if the token has only one of the two, or no name of a seller: nobody is told apart by half of it. Pure.
 */
export function personOf(
  name: string,
  claims: Readonly<Record<string, unknown>>,
  at: PersonClaims,
): Principal | null {
  const roles = rolesOf(claims, at.roles);
  const seller_id = claimAt(claims, at.seller) ?? null;
  if (!roles.includes(SELLER)) return seller_id === null ? { kind: 'operator', name, roles } : null;
  const { data } = sellerName.safeParse(seller_id);
  return data === undefined ? null : { kind: 'seller', seller_id: data, person: name };
}
