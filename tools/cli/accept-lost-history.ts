import { runAsPart } from './run-as-part.js';

/** Runs the projection's own command, as the projection: with its database, its login and nobody else's. */
export function acceptLostHistory(): void {
  runAsPart('availability-projection', 'accept-lost-history');
}
