import { hash } from 'node:crypto';

/** Names the repair of one thing in one round: the same whenever it is sent, another one for each attempt. */
export function repairId(prefix: string, name: string): string {
  return `${prefix}.${hash('sha256', name, 'hex').slice(0, 32)}`;
}
