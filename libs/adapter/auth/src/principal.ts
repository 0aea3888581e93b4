/** A seller, by an API key of it. `expires_at` is known only at ingestion. */
export interface SellerByKey {
  readonly kind: 'seller';
  readonly seller_id: string;
  readonly key_id: string;
  readonly expires_at?: string;
}

/** A person who acts for one seller, by a login at the identity provider. */
export interface SellerPerson {
  readonly kind: 'seller';
  readonly seller_id: string;
  /** The subject of the login. */
  readonly person: string;
}

/** The authenticated caller of a request. Whatever a `seller` may see or do is its own seller's. */
export type Principal =
  | SellerByKey
  | SellerPerson
  | { readonly kind: 'operator'; readonly name: string; readonly roles: readonly string[] }
  | { readonly kind: 'service'; readonly name: string };

/** Whether the caller is a person who acts for a seller. */
export function isSellerPerson(principal: Principal): principal is SellerPerson {
  return principal.kind === 'seller' && 'person' in principal;
}
