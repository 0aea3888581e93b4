/** Who a request comes from. */
export type Principal =
  | { readonly kind: 'seller'; readonly seller_id: string; readonly key_id: string }
  | { readonly kind: 'operator'; readonly name: string; readonly roles: readonly string[] }
  | { readonly kind: 'service'; readonly name: string };
