import { CreateReservations1763700000001 } from './0001-create-reservations.js';

/** The `reservation` database, in order. */
export const migrations = [CreateReservations1763700000001];
