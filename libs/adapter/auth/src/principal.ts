/** The authenticated caller of a request. `expires_at` of a key is known only at ingestion. */
export type Principal =
  | {
      readonly kind: 'seller';
      readonly seller_id: string;
      readonly key_id: string;
      readonly expires_at?: string;
    }
  | { readonly kind: 'operator'; readonly name: string; readonly roles: readonly string[] }
  | { readonly kind: 'service'; readonly name: string };
