import type { ClientOperation } from './client-document.js';

const named =
  (service: string) =>
  (method: 'get' | 'post', path: string, name: string): ClientOperation => ({ service, method, path, name });

const ingestion = named('ingestion');
const ledger = named('command-handler');
const availability = named('availability');
const reservation = named('reservation');

/** What sellers, order systems and readers of availability call. Operators have the console and the command line. */
export const CLIENT_OPERATIONS: readonly ClientOperation[] = [
  ingestion('post', '/v1/inventory-updates', 'postUpdates'),
  ingestion('get', '/v1/queued-updates', 'countQueuedUpdates'),
  ingestion('get', '/v1/schemas', 'listSchemas'),
  ingestion('get', '/v1/schemas/{type}/{version}', 'readSchema'),
  ledger('get', '/v1/inventory-updates', 'listOutcomes'),
  ledger('get', '/v1/inventory-updates/{event_id}', 'findOutcome'),
  ledger('get', '/v1/inventory-update-stream', 'streamOutcomes'),
  ledger('get', '/v1/offers', 'listOffers'),
  ledger('get', '/v1/offers/{seller_id}/{sku}', 'readOffer'),
  ledger('get', '/v1/offers/{seller_id}/{sku}/transactions', 'listTransactions'),
  availability('get', '/v1/availability/{sku}', 'readAvailability'),
  availability('get', '/v1/availability/{sku}/{seller_id}', 'readOfferAvailability'),
  availability('post', '/v1/availability/batch', 'readAvailabilities'),
  availability('get', '/v1/availability-stream', 'streamAvailability'),
  reservation('get', '/v1/reservations', 'listReservations'),
  reservation('post', '/v1/reservations', 'requestReservation'),
  reservation('get', '/v1/reservations/{id}', 'readReservation'),
  reservation('get', '/v1/reservations/{id}/events', 'streamReservation'),
  reservation('post', '/v1/reservations/{id}/extend', 'extendReservation'),
  reservation('post', '/v1/reservations/{id}/confirm', 'confirmReservation'),
  reservation('post', '/v1/reservations/{id}/cancel', 'cancelReservation'),
];
