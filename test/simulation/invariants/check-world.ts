import type { World } from '../world/world.js';
import { accountingViolations } from './accounting.js';
import { decisionViolations, rejectionViolations } from './decisions.js';
import type { Violation } from './evidence-of.js';
import { gateViolations } from './gate.js';
import { ledgerViolations } from './ledger.js';
import { ownerViolations } from './owners.js';
import { reservationViolations } from './reservations.js';
import { verdictViolations } from './verdicts.js';
import { publishedViolations, viewViolations } from './view.js';

/** All faults of a world that has come to rest, found by code that shares nothing with the services. */
export function checkWorld(world: World, rested: boolean): Violation[] {
  const { stage, sellers, orders } = world;
  const always = [
    ...(rested ? [] : [{ invariant: 'I9 liveness', what: 'it did not come to rest in time' }]),
    ...ownerViolations(stage),
    ...verdictViolations(world),
  ];
  // Everything that is derived from a forged ledger is wrong; only its detection is checked.
  if (world.ledger_is_forged) return always;
  return [
    ...always,
    ...accountingViolations(stage, sellers.log),
    ...gateViolations(stage, sellers.log, sellers.poisoned),
    ...ledgerViolations(stage),
    ...decisionViolations(stage),
    ...rejectionViolations(stage),
    ...viewViolations(stage),
    ...publishedViolations(stage),
    ...reservationViolations(stage, orders.asked),
  ];
}
