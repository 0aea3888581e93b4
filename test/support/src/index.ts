export { askAvailability, commandOutcome, readAsViewer } from './clients/as-viewer.js';
export { anotherProcess, type AnotherProcess } from './another-process.js';
export { aContent } from './kit/a-content.js';
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
} from './samples/a-run.js';
export { cdcMessage } from './samples/cdc-message.js';
export { cdcRow } from './samples/cdc-row.js';
export { type Measured, recordingMeter } from './service/recording-meter.js';
export { CreateEventStore1763700000001, eventsInOrder } from './database/event-store.js';
export { absentDatabase } from './database/absent-database.js';
export { type Asking, impostor, type Impostor } from './database/impostor.js';
export { eventually } from './eventually.js';
export { forgetOffsets } from './kafka/forget-offsets.js';
export { newKey, seller, type Seller } from './clients/seller.js';
export { s3Server, type S3Server, whyNoS3Server } from './service/s3-server.js';
export { type SmallAnswer, type SmallServer, smallServer } from './service/small-server.js';
export {
  operatorToken,
  runningStack,
  type RunningStack,
  type ServiceName,
  SERVICES,
  tokenOfPerson,
} from './running-stack.js';
export { insertLedgerRow } from './samples/ledger-row.js';
export {
  atDatabase,
  migratedDatabase,
  serviceDatabase,
  testDatabase,
  type TestDatabase,
} from './database/test-database.js';
export { testBroker, testTopics } from './kafka/test-topics.js';
export {
  callRecovery,
  evidenceOf,
  recover,
  type RecoveryAsk,
  type RecoveryShown,
  requestRecovery,
} from './clients/recovery.js';
export { type RedriveHands, redriveThroughApi, type RedriveShown } from './clients/redrive.js';
export { kafkaClient } from './kafka/kafka-client.js';
export { type ReadMessage, readTopic } from './kafka/read-topic.js';
export { deleteTopic, recreateTopic } from './kafka/recreate-topic.js';
export { given, type Then } from './given.js';
export {
  type InProcess,
  inProcess,
  securityRecords,
  type SecurityRecords,
  serving,
  type Serving,
} from './service/in-process.js';
export { wiring } from './service/wiring.js';
export { callReservation, type ReservationShown } from './clients/reservation.js';
export { corruptDatabase, queryDatabase } from './database/query-database.js';
export { pack, PACKINGS, packSnappyFramed, type Packing } from './kafka/packing.js';
export { type BatchOptions, type BuiltRecord, recordBatch, zigzag } from './kafka/record-batch.js';
export { signed } from './kafka/signed.js';
export { sendPacked } from './kafka/send-packed.js';
export { goodRows, writeFaultyFile } from './files/faulty-file.js';
export { outcomesOf, reportFaults } from './files/check-import.js';
export { type ImportRun, runImport } from './files/run-import.js';
