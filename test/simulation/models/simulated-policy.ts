/** What the sellers of the simulated marketplace want done with late movements: some have chosen, others have not. */
export function simulatedPolicy(seller_id: string): 'apply' | 'absorb' | null {
  const policies = ['absorb', null, 'apply'] as const;
  return policies[(seller_id.codePointAt(0) ?? 0) % policies.length] ?? null;
}
