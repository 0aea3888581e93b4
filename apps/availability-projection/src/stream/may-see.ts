import type { Principal } from '@stockproof/auth';

/** Whether a reader may see all of a seller's offers, or only what a buyer may see. */
export type MaySee = (seller_id: string) => boolean;

/**
 * Sellers may see all of their own offers, viewers all of every offer; everybody else only the sellable
 * quantity, status, confidence and age.
 */
export function maySee(principal: Principal | null): MaySee {
  if (principal?.kind === 'seller') return (seller_id) => seller_id === principal.seller_id;
  const views = principal?.kind === 'operator' && principal.roles.includes('viewer');
  return () => views;
}
