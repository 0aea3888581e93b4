import { CreateReservations1763700000001 } from './0001-create-reservations.js';
import { TakeRepairs1763700000002 } from './0002-take-repairs.js';
import { KnowTheTopicOfAPosition1763700000003 } from './0003-know-the-topic-of-a-position.js';
import { FindFailedReservations1763700000004 } from './0004-find-failed-reservations.js';
import { KnowTheClient1763700000005 } from './0005-know-the-client.js';
import { DropTheSnapshots1763700000006 } from './0006-drop-the-snapshots.js';
import { CountUnitsOfOlderReservations1763700000007 } from './0007-count-units-of-older-reservations.js';
import { FindWhatAnOrderHolds1763700000009 } from './0009-find-what-an-order-holds.js';
import { ListReservationsByAge1763700000010 } from './0010-list-reservations-by-age.js';

/** The migrations of the database `reservation`, in order. */
export const migrations = [
  CreateReservations1763700000001,
  TakeRepairs1763700000002,
  KnowTheTopicOfAPosition1763700000003,
  FindFailedReservations1763700000004,
  KnowTheClient1763700000005,
  DropTheSnapshots1763700000006,
  CountUnitsOfOlderReservations1763700000007,
  FindWhatAnOrderHolds1763700000009,
  ListReservationsByAge1763700000010,
];
