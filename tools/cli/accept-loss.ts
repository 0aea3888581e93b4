import { runAsPart } from './run-as-part.js';

const PARTS = ['command-handler', 'availability-projection', 'reservation'];

/** Runs the service's own command, as the service: with its database, its login and nobody else's. */
export function acceptLoss(part: string, loss: 'other-log' | 'lost-history', reason: string): void {
  if (!PARTS.includes(part))
    throw new Error(`${part} reads no log with positions of its own: one of ${PARTS.join(', ')}`);
  runAsPart(part, 'accept-loss', [loss, reason]);
}
