import { isSellerPerson, type Principal } from '@stockproof/auth';

/** Most characters of a name that is stored with a key. */
const LONGEST = 128;

/** Who makes or revokes a key, as it is stored with the key. */
export function keyActor(principal: Principal): string {
  if (principal.kind !== 'seller') return principal.name.slice(0, LONGEST);
  const { seller_id } = principal;
  return isSellerPerson(principal)
    ? `${principal.person} of seller ${seller_id}`.slice(0, LONGEST)
    : `seller ${seller_id}`;
}

/** Whether the caller may make the successor of a key: the key itself, or a person of its seller. The seller was checked before. */
export function mayRotate(principal: Principal, key_id: string): boolean {
  return principal.kind === 'seller' && (isSellerPerson(principal) || principal.key_id === key_id);
}
