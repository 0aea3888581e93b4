export { type MadeBackup, makeBackup } from './backup/make/make-backup.js';
export { type Restored, restoreBackup } from './backup/restore/restore-backup.js';
export { fetchJars } from './jars.js';
export { JAR_LOCK, type LockedJar, readJarLock } from './jar-lock.js';
export { maven } from './maven.js';
export { removeVolumes } from './containers/remove-volumes.js';
export { connectorFiles } from './connect/register-connectors.js';
export { clientFile } from './kafka/client-files.js';
export { workerProperties } from './connect/worker-properties.js';
export { grants } from './kafka/grants.js';
export { kafkaAccess } from './kafka/kafka-access.js';
export { type Login, LOGINS, SELLERS } from './kafka/logins.js';
export { connectTopicSpecs, topicSpecs } from './kafka/topics.js';
export { heapFlags } from './parts/heap-flags.js';
export { DATABASES } from './postgres/databases.js';
export { ROLE_LIMITS, ROLES } from './postgres/role-limits.js';
export { SERVER_SETTINGS } from './postgres/server-settings.js';
export { type DevCredentials, devCredentialsFile } from './secrets/dev-credentials.js';
export { TokenRenewal } from './secrets/token-renewal.js';
export {
  evidenceKeysDir,
  jwksFile,
  type KeyHolder,
  keysOf,
  privateKeyFile,
  SIGNERS,
} from './secrets/keys.js';
export { type Operator, type Person, readPeople, peopleFile, rotateIssuerKey } from './secrets/people.js';
export {
  PRODUCING_SELLER,
  producerKeyFile,
  producerRootsFile,
  sellerProducerKeyFile,
} from './secrets/producer-keys.js';
export { kubernetesSecrets } from './kubernetes/kubernetes-secrets.js';
export { setUpKubernetes } from './kubernetes/set-up-kubernetes.js';
export { ensureAllTopics, setUpStack, type SetUpOptions } from './set-up-stack.js';
export { askControl, type PartAction } from './supervisor/control.js';
export { type Instance, PORT_SETTINGS, readInstance, runtimeFile } from './instance/instance.js';
export { ensureRegistry } from './registry/fetch-registry.js';
export { findJava21 } from './registry/java-21.js';
export { registryPart, registryUrl } from './registry/registry.js';
export { makeOwnFolders } from './users/hand-over.js';
export { partUsers } from './users/part-users.js';
export { runJavaAs } from './users/run-as.js';
export { kindOfPart } from './part.js';
export { RunningPart } from './supervisor/process/running-part.js';
export { isAlive, readRuntime, type Runtime, type RuntimePart } from './instance/runtime-file.js';
export { caFile, certificateFile, ensureTls, privateKeyOf } from './tls/ensure-tls.js';
export { stopInstance } from './instance/stop-instance.js';
export { onEndSignal } from './on-end-signal.js';
export { forgetInstance, noteInstance, stopLeftInstances, TEST_INSTANCES } from './test-instances.js';
export { metricsPasswordFile } from './supervisor/metrics-login.js';
export { type Started, Supervisor, type SupervisorOptions } from './supervisor/supervisor.js';
export { readRuns, recordRuns, type RunRecord, type Runs } from './record-run.js';
