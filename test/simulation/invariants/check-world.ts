import type { World } from '../world/world.js';
import { accountingViolations } from './accounting.js';
import type { Violation } from './evidence-of.js';
import { ledgerViolations } from './ledger.js';
import { ownerViolations } from './owners.js';
import { reservationViolations } from './reservations.js';
import { ruleViolations } from './rules.js';
import { publishedViolations, viewViolations } from './view.js';

/** Everything that is wrong with a world that has come to rest, by code that shares nothing with the services. */
export function checkWorld({ stage, sellers, orders }: World, rested: boolean): Violation[] {
  return [
    ...(rested ? [] : [{ invariant: 'I9 liveness', what: 'it did not come to rest in time' }]),
    ...accountingViolations(stage, sellers.log),
    ...ledgerViolations(stage),
    ...ruleViolations(stage),
    ...ownerViolations(stage),
    ...viewViolations(stage),
    ...publishedViolations(stage),
    ...reservationViolations(stage, orders.asked),
  ];
}
