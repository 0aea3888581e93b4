import { CreateReservations1763700000001 } from './0001-create-reservations.js';
import { TakeRepairs1763700000002 } from './0002-take-repairs.js';

/** The `reservation` database, in order. */
export const migrations = [CreateReservations1763700000001, TakeRepairs1763700000002];
