export { askAvailability } from './ask-availability.js';
export { anotherProcess, type AnotherProcess } from './another-process.js';
export { aContent } from './a-content.js';
export {
  ADA,
  anActor,
  aPlan,
  approval,
  approvedRun,
  aRunRequest,
  EVE,
  GRACE,
  plannedRun,
  ROSA,
  startedRun,
} from './a-run.js';
export { cdcMessage } from './cdc-message.js';
export { type Measured, recordingMeter } from './recording-meter.js';
export { CreateEventStore1763700000001, eventsInOrder } from './event-store.js';
export { absentDatabase } from './absent-database.js';
export { type Asking, impostor, type Impostor } from './impostor.js';
export { readAsViewer } from './read-as-viewer.js';
export { eventually } from './eventually.js';
export { forgetOffsets } from './forget-offsets.js';
export { newKey, seller, type Seller } from './seller.js';
export { type SmallAnswer, type SmallServer, smallServer } from './small-server.js';
export {
  operatorToken,
  runningStack,
  type RunningStack,
  type ServiceName,
  SERVICES,
} from './running-stack.js';
export { insertLedgerRow } from './ledger-row.js';
export { serviceDatabase } from './service-database.js';
export { atDatabase, migratedDatabase, testDatabase, type TestDatabase } from './test-database.js';
export { testBroker, testTopics } from './test-topics.js';
export {
  callRecovery,
  evidenceOf,
  recover,
  type RecoveryAsk,
  type RecoveryShown,
  requestRecovery,
} from './recovery.js';
export { type RedriveHands, redriveThroughApi, type RedriveShown } from './redrive.js';
export { kafkaClient } from './kafka-client.js';
export { type ReadMessage, readTopic } from './read-topic.js';
export { deleteTopic, recreateTopic } from './recreate-topic.js';
export { given, type Then } from './given.js';
export { type InProcess, inProcess, serving, type Serving } from './in-process.js';
export { wiring } from './wiring.js';
export { commandOutcome } from './command-outcome.js';
export { callReservation, type ReservationShown } from './reservation.js';
export { corruptDatabase, queryDatabase } from './query-database.js';
export { pack, PACKINGS, packSnappyFramed, type Packing } from './packing.js';
export { type BatchOptions, type BuiltRecord, recordBatch, zigzag } from './record-batch.js';
export { signed } from './signed.js';
export { sendPacked } from './send-packed.js';
export { securityRecords, type SecurityRecords } from './security-records.js';
