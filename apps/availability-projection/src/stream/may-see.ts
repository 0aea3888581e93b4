import type { Principal } from '@stockproof/auth';

/** Whether a reader is told everything of an offer, or what a buyer may know. */
export type MaySee = (seller_id: string) => boolean;

/** Sellers see all of their own offers, viewers of every offer; everybody else what can be sold, and how sure and how old that is. */
export function maySee(principal: Principal | null): MaySee {
  if (principal?.kind === 'seller') return (seller_id) => seller_id === principal.seller_id;
  const views = principal?.kind === 'operator' && principal.roles.includes('viewer');
  return () => views;
}
