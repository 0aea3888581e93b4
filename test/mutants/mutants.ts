/** A defect that somebody could have made, and the tests that must find it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** unit: pure, in a second. sim: worlds of the simulation. stack: on real servers, started for it. */
  readonly harness: 'unit' | 'sim' | 'stack';
  /** Path of the tests; of the simulation its options. */
  readonly tests: string;
  /** Of them only these. */
  readonly only?: string;
  /** Settings of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

const EVIDENCE = 'libs/contract/evidence/src';
const LEDGER = 'libs/domain/ledger/src';
const RUN = 'libs/domain/recovery-run/src';
const SAGA = 'libs/domain/reservation-saga/src';
const REPLAY = 'libs/domain/replay/src';
const STORE = 'libs/adapter/event-store/src';
const CHECKS = 'libs/adapter/reconciliation/src';
const RECOVERY = 'apps/recovery/src';
const HTTP = 'libs/adapter/http/src';
const KAFKA = 'libs/adapter/kafka/src/kafkajs';
const CONNECTORS = 'libs/adapter/connectors/src';

const unit = (name: string, file: string, find: string, replace: string, tests: string): Mutant => ({ name, file, find, replace, harness: 'unit', tests });
const sim = (name: string, file: string, find: string, replace: string): Mutant =>
  ({ name, file, find, replace, harness: 'sim', tests: '--from 1 --seeds 200' });
const stack = (name: string, file: string, find: string, replace: string, tests: string, only?: string, env: Readonly<Record<string, string>> = {}): Mutant =>
  ({ name, file, find, replace, harness: 'stack', tests, env, ...(only === undefined ? {} : { only }) });

/** Ours, and those that the peers shipped (`seconds`, one direction, nothing checked, a lost tail, ...). */
export const MUTANTS: readonly Mutant[] = [
  // what only an unlucky order of events shows
  sim('the fence is dropped', 'libs/adapter/postgres/src/positions/position.ts', `  if (await advancePosition(db, key, claim.epoch, claim.next_offset, to)) return 'advanced';`, `  if (await advancePosition(db, key, claim.epoch, claim.next_offset, to) || claim.epoch > 0) return 'advanced';`),
  sim('a run that could not be taken up stays lying', 'apps/recovery/src/execute/runner.ts', `      this.controls.delete(recovery_id);
      throw error;`, '      throw error;'),
  sim('an attempt that stood is written again', 'libs/adapter/postgres/src/positions/position.ts', `  if (stored?.epoch === claim.epoch && stored.next_offset === to) return 'already_applied';`, `  if (stored?.epoch === claim.epoch && stored.next_offset === to) return 'advanced';`),
  sim('whoever takes over publishes nothing that was left', 'apps/availability-projection/src/publish/partition-publisher.ts', '    await publisher.catchUp();\n    return publisher;', '    return publisher;'),
  sim('a batch that stood is not published', 'apps/availability-projection/src/fold-changes/project-changes.ts', 'if (effects === null) return publisher.catchUp();', 'if (effects === null) return;'),
  sim('what is known of a shard outlives a repair', 'apps/command-handler/src/apply-batch/session.ts', '      this.forget();\n', ''),
  sim('a position is stored and not remembered', 'libs/adapter/postgres/src/positions/held-shard.ts', '    this.moved(topic, next_offset);\n', ''),
  sim('an offer that nobody knew is proven by a head that is not there', 'apps/command-handler/src/apply-batch/sql/prove-states.ts', 'version > 0)', 'version >= 0)'),
  sim('an abortion hides its cause', 'libs/adapter/postgres/src/transaction.ts', 'throw (reasons.find((reason) => !isAborted(reason)) ?? reasons[0]) as Error;', 'throw reasons[0] as Error;'),
  sim('who wrote an update is not asked', 'apps/command-handler/src/apply-batch/decode-batch.ts', '  if (checked.ok) return judged;\n  if (!of_update)', '  if (of_update) return judged;\n  if (!of_update)'),
  unit('a seller speaks for every seller', 'libs/contract/producer-signature/src/check-signature.ts', `kind === 'seller' && name !== seller_id`, `kind === 'seller' && name === ''`, 'libs/contract/producer-signature'),
  // kinds that a tired hand makes: units, bounds, orders, whose and when
  unit('five minutes of tolerance are 300 ms', 'libs/contract/events/src/event-time.ts', '5 * 60_000', '5 * 60', 'libs/contract/events'),
  unit('a field may go while members are closed', 'libs/contract/schema-compatibility/src/compare-schemas.ts', 'isClosed(after))', 'isClosed(before))', 'libs/contract/schema-compatibility'),
  unit('a release is dated to the request', `${SAGA}/due-commands.ts`, `operation === 'R' ? state.requested_at_ms : state.turned_at_ms`, 'state.requested_at_ms', SAGA),
  unit('an answer is waited for three milliseconds', `${SAGA}/reservation-view.ts`, 'STEP_TIMEOUT_MS = 3_000', 'STEP_TIMEOUT_MS = 3', SAGA),
  unit('an approval lasts a thousand times as long', `${RUN}/decide-run.ts`, 'now_ms + valid_ms;', 'now_ms + valid_ms * 1_000;', RUN),
  unit('an operator’s token may live for days', 'libs/adapter/auth/src/token-verifier.ts', 'LONGEST_S = 3_600;', 'LONGEST_S = 7 * 24 * 3_600;', 'libs/adapter/auth'),
  unit('a token for one service is taken by another', 'libs/adapter/auth/src/token-verifier.ts', 'algorithms: ALGORITHMS, audience, issuer,', 'algorithms: ALGORITHMS, issuer,', 'libs/adapter/auth'),
  unit('an old list of revoked tokens serves for hours', 'libs/adapter/auth/src/revocations.ts', 'USABLE_MS = 60_000;', 'USABLE_MS = 60 * 60_000;', 'libs/adapter/auth'),
  unit('a login at the identity provider needs no PKCE', 'apps/identity-provider/src/make-provider.ts', 'required: () => true', 'required: () => false', 'apps/identity-provider'),
  unit('a service’s token lives for hours', 'libs/adapter/auth/src/token-signer.ts', 'LIFETIME_S = 60;', 'LIFETIME_S = 60 * 60;', 'libs/adapter/auth'),
  unit('a share of a second is one of a minute', 'apps/ingestion/src/take-updates/seller-rate.ts', 'points: events_per_s, duration: 1 }', 'points: events_per_s, duration: 60 }', 'apps/ingestion/src/take-updates'),
  unit('seconds that are milliseconds', 'apps/ingestion/src/metrics.ts', 'latency.record(ms / 1000)', 'latency.record(ms)', 'apps/ingestion/src'),
  unit('a run of other code leaves what it began', `${RECOVERY}/execute/runner.ts`, 'isOfOtherCode(found, code_version) ? this.giveUp(found) : Promise.resolve()', 'Promise.resolve()', `${RECOVERY}/execute`),
  unit('a failure is written before what was begun is given up', `${RECOVERY}/execute/runner.ts`, '      await this.giveUp((await runs.load(recovery_id)).state);\n', '', `${RECOVERY}/execute`),
  unit('a generation that was just begun is kept when its run is aborted', `${RECOVERY}/flows/stock/promote-candidate.ts`, 'await drop(context, control).catch(() => undefined);', '', `${RECOVERY}/flows`),
  unit('what was begun is given up once, however often it is begun', `${RECOVERY}/flows/stock/promote-candidate.ts`, ".given-up.${randomBytes(6).toString('hex')}", '.given-up', `${RECOVERY}/flows`),
  unit('only its own runs are taken up', `${RECOVERY}/execute/resume-runs.ts`, 'if (expired || holder === this.runner.holder)', 'if (holder === this.runner.holder)', `${RECOVERY}/execute`),
  unit('a checkpoint passes over what was open', `${RECOVERY}/checkpoints/take-checkpoints.ts`, 'looked_ms - OVERLAP_MS', 'looked_ms', `${RECOVERY}/checkpoints`),
  stack('the newest word on an event is its outcome', 'apps/command-handler/src/outcomes/find-outcome.ts', 'ORDER BY rank, decided_at DESC', 'ORDER BY decided_at DESC', 'apps/command-handler/src/outcomes'),
  stack('a row too large stops its partition', 'apps/command-handler/src/apply-batch/apply-batch.ts', '(22|23|54)', '(22|23)', 'apps/command-handler/src/apply-batch/apply-batch.int', 'larger than'),
  stack('an older record has the word', 'apps/availability-projection/src/repair-offers/sql/write-confidence.ts', '\n    AND (verified_at IS NULL OR verified_at <= $4)', '', 'apps/availability-projection/src/repair-offers'),
  stack('letters are overdue after minutes', `${RECOVERY}/dead-letters/sql/count-letters.ts`, 'make_interval(hours => $1)', 'make_interval(mins => $1)', 'test/statements'),
  stack('a lease in seconds', `${RECOVERY}/requests/sql/acquire-lease.ts`, '$5::double precision / 1000', '$5::double precision', `${RECOVERY}/requests`),
  stack('a key is revoked by whom it is not', 'apps/ingestion/src/api-keys/sql/revoke-key.ts', 'WHERE seller_id = $1 AND key_id = $2', 'WHERE $1::text IS NOT NULL AND key_id = $2', 'apps/ingestion/src/api-keys'),
  // which log, which server
  stack('a position is read on from in another topic', 'libs/adapter/postgres/src/positions/other-topic.ts', 'if (stored === present) return;', 'if (stored === present || stored !== null) return;', 'libs/adapter/postgres/src/positions'),
  stack('the id of a topic is not handed to the claim', 'libs/adapter/postgres/src/positions/held-shards.ts', 'const key = { consumer_group, ...shard };', 'const key = { consumer_group, partition, topics: shard.topics };', 'libs/adapter/postgres/src/positions'),
  unit('the id of a topic is not compared', `${KAFKA}/judge-log.ts`, 'if (known_id === null || known_id === topic_id) return null;', 'if (known_id === null || topic_id !== null) return null;', 'libs/adapter/kafka'),
  unit('the id is kept and never looked at while running', `${KAFKA}/log-watch.ts`, 'if (why === null) continue;', 'if (why === null || why instanceof TopicReplacedError) continue;', 'libs/adapter/kafka'),
  unit('a log that is cut short is no reason', `${KAFKA}/judge-log.ts`, 'if (known.next_offset > high) return', 'if (known.next_offset > high && low > high) return', 'libs/adapter/kafka'),
  unit('what was fetched is handled before it is known of which log', `${KAFKA}/log-guard.ts`, '        refuse(judgeTopic(at, topic_id, ids.get(at.topic) ?? null));\n', '', 'libs/adapter/kafka/src/kafkajs/log-guard'),
  unit('only a position that is ahead went back', `${KAFKA}/judge-log.ts`, 'if (committed === null || committed <= (next_offset ?? 0)) return null;', 'if (committed === null || committed >= (next_offset ?? 0)) return null;', 'libs/adapter/kafka'),
  stack('a database that went back is another owner', 'libs/adapter/postgres/src/positions/position.ts', 'if (stored === undefined || stored.epoch < claim.epoch) return true;', 'if (stored === undefined || stored.epoch > claim.epoch) return true;', 'libs/adapter/postgres/src/positions'),
  unit('a barrier is passed by the heartbeat before it', `${RECOVERY}/execute/beats.ts`, '!known.has(nameOfBeat(beat)) && heard(beat)', 'known.size >= 0 && heard(beat)', `${RECOVERY}/execute/beats`),
  unit('a barrier is passed by what nobody heard', `${RECOVERY}/execute/beats.ts`, '!known.has(nameOfBeat(beat)) && heard(beat)', '!known.has(nameOfBeat(beat)) && (heard(beat) || true)', `${RECOVERY}/execute/beats`),
  // deliveries
  unit('deduplication removed', 'libs/domain/idempotency/src/judge-delivery.ts', `if (prior === undefined) return 'fresh';`, `return 'fresh';`, 'libs/domain/idempotency'),
  unit('another body is a duplicate', 'libs/domain/idempotency/src/judge-delivery.ts', `prior.request_hash === request_hash ? 'duplicate' : 'conflict'`, `'duplicate'`, 'libs/domain/idempotency'),
  unit('event ids shared by sellers', 'libs/domain/idempotency/src/judge-delivery.ts', '`${kind}\\u001f${seller_id}\\u001f${event_id}`', '`${kind}\\u001f${event_id}`', 'libs/domain/idempotency apps/command-handler'),
  unit('a seller takes the id of a command', 'libs/domain/idempotency/src/judge-delivery.ts', '`${kind}\\u001f${seller_id}\\u001f${event_id}`', '`${seller_id}\\u001f${event_id}`', 'libs/domain/idempotency apps/command-handler/src/apply-batch/decide-batch.spec.ts'),
  unit('within a batch every delivery is new', 'apps/command-handler/src/apply-batch/decide-batch.ts', 'this.seen.get(key) ?? this.facts.priors.get(key)', 'this.facts.priors.get(key)', 'apps/command-handler'),
  unit('a batch decides on the state before it', 'apps/command-handler/src/apply-batch/decide-batch.ts', 'this.states.set(offer, next);', '', 'apps/command-handler'),
  unit('the request hash forgets the quantity', 'libs/contract/events/src/request-hash.ts', '    quantity: update.quantity,\n', '', 'libs/contract/events'),
  unit('% for floorMod', 'libs/contract/sku-partitioner/src/sku-partition.ts', 'javaStringHashCode(sku) & (partitions - 1)', 'Math.abs(javaStringHashCode(sku) % partitions)', 'libs/contract/sku-partitioner'),
  unit('the hash goes over code points', 'libs/contract/sku-partitioner/src/sku-partition.ts', 'text.charCodeAt(i)', '(text.codePointAt(i) ?? 0)', 'libs/contract/sku-partitioner'),
  unit('a key that comes twice is taken', 'libs/contract/events/src/strict-json.ts', 'quotesIn(buffer) !== 2 * stringsIn(value) || DOUBTFUL_NUMBER.test(text)', 'DOUBTFUL_NUMBER.test(text)', 'libs/contract/events'),
  unit('a number that is rounded is taken', 'libs/contract/events/src/strict-json.ts', ' || DOUBTFUL_NUMBER.test(text)', '', 'libs/contract/events'),
  unit('30 February is a day', 'libs/contract/events/src/event-time.ts', '  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;\n', '', 'libs/contract/events'),
  unit('sellers reach what is reserved', 'libs/contract/events/src/decode-update.ts', `if (bucket_type === 'reserved') return`, `if (bucket_type === ('never' as string)) return`, 'libs/contract/events'),
  // what is not understood, and the end of a process
  unit('a query that nobody knows is passed over', `${HTTP}/judge-query.ts`, 'if (unknown.length > 0) {', 'if (unknown.length > names.length) {', HTTP),
  unit('a query twice is taken', `${HTTP}/judge-query.ts`, 'queries.get(name)?.many !== true', 'queries.get(name) === undefined', HTTP),
  unit('a statement that nobody waits for is committed with the others', 'libs/adapter/postgres/src/transaction.ts', '    statements.end();\n', '', 'libs/adapter/postgres/src/transaction'),
  unit('a process about to end keeps its callers waiting', 'apps/reservation/src/requests/reservations.controller.ts', ' || this.ending.begun', '', 'apps/reservation/src/requests'),
  unit('what every object has of its own is known', `${HTTP}/unknown-fields.ts`, 'if (Object.hasOwn(properties, key)) return properties[key];', 'if (key in properties) return properties[key];', HTTP),
  unit('objects are open unless they are closed', `${HTTP}/unknown-fields.ts`, 'return additionalProperties === false ? undefined : additionalProperties;', 'return additionalProperties === false ? undefined : (additionalProperties ?? true);', HTTP),
  unit('fields of lists are not looked at', `${HTTP}/unknown-fields.ts`, 'value.flatMap((one, index) => unknownFields(one, items,', 'value.slice(0, 1).flatMap((one, index) => unknownFields(one, items,', HTTP),
  unit('a body that nobody takes is passed over', `${HTTP}/read-body.ts`, 'if (body === null) return refuseBody(bytes, type);', 'if (body === null) return undefined;', HTTP),
  unit('a GET has no body', `${HTTP}/refuse-undeclared.ts`, `for (const method of ['GET', 'HEAD'])`, `for (const method of ['HEAD'])`, HTTP),
  unit('what is beside the document takes anything', `${HTTP}/refuse-undeclared.ts`, 'if (!request.is404 && !this', 'if (request.is404 && !this', HTTP),
  unit('a body is read before it is known who sends it', `${HTTP}/admit-requests.ts`, `addHook('onRequest'`, `addHook('preHandler'`, `${HTTP}/admit-requests`),
  unit('a stream outlives its credential', `${HTTP}/stream-watch.ts`, 'if (holds === false || ', 'if (', `${HTTP}/admit-requests`),
  unit('nobody has as many streams as it likes', `${HTTP}/stream-shares.ts`, 'take(`address ${address}`, per_address,', 'take(`address ${address}`, in_all,', `${HTTP}/stream-shares`),
  unit('wrong keys are not counted', 'libs/adapter/auth/src/access-guard.ts', 'this.throttle.failed(attempt);', '', 'libs/adapter/auth'),
  unit('a precondition is passed over', `${HTTP}/unexpected-headers.ts`, `  'if-match': NO_TAGS,\n`, '', HTTP),
  unit('a name that no address can hold', 'libs/contract/texts/src/texts.ts', `name === '.' || name === '..'`, `name === '..'`, 'libs/contract'),
  unit('ready until the end', `${HTTP}/health.ts`, 'if (ending.begun) return', 'if (ending.begun && names.length > 9) return', HTTP),
  unit('a stream outlives the notice', `${HTTP}/ending.ts`, `signal.addEventListener('abort', end, { once: true });`, '', HTTP),
  unit('one reader leaves and the others go silent', 'apps/availability-projection/src/stream/availability-stream.ts', 'if (found?.size === 0) this', 'if (found !== undefined) this', 'apps/availability-projection/src/stream'),
  stack('the listener closes before the streams end', `${HTTP}/drain.ts`, '  app.get(Ending, { strict: false }).begin();\n', '', 'test/e2e/drain', 'projection'),
  unit('a request is waited for though the service stops', `${RECOVERY}/requests/request-waits.ts`, `this.control.aborted = 'the service stops';`, '', `${RECOVERY}/requests`),
  stack('requests wait on when the service stops', `${RECOVERY}/start.ts`, '      waits.stop();\n', '', 'test/recovery/dead-letters', 'waited for no longer'),
  unit('a correlation id that is none is taken', 'apps/ingestion/src/take-updates/updates.controller.ts', 'if (wanted !== undefined && !isCorrelationId(wanted)) throw', 'if (wanted !== undefined && wanted.length > 1_000) throw', 'apps/ingestion/src/take-updates'),
  stack('an address hides a name', 'apps/availability-projection/src/query/availability.controller.ts', `@Sse('availability-stream', `, `@Sse('availability/stream', `, 'test/api/undeclared', 'no static address'),
  // bounds
  unit('a batch is unpacked without a limit', 'libs/adapter/kafka/src/record-batch/unpack.ts', 'gunzipSync(packed, { maxOutputLength: limit })', 'gunzipSync(packed)', 'libs/adapter/kafka/src/record-batch/unpack.spec.ts'),
  unit('one byte more than may be is unpacked', 'libs/adapter/kafka/src/record-batch/sink.ts', 'Math.min(this.limit, this.length + length);', 'Math.min(this.limit + 1, this.length + length);', 'libs/adapter/kafka/src/record-batch/unpack.spec.ts'),
  unit('what follows a record that was not read is passed over', 'libs/adapter/kafka/src/record-batch/read-record-batch.ts', 'if (expected >= from_offset) this.lose(', 'if (expected >= from_offset && !torn) this.lose(', 'libs/adapter/kafka/src/record-batch/read-record-set.spec.ts'),
  unit('a header too many is taken', 'libs/adapter/kafka/src/record-batch/read-record.ts', 'count <= MESSAGE.headers &&', 'count <= MESSAGE.headers + 1 &&', 'libs/adapter/kafka/src/record-batch/read-record-set.spec.ts'),
  sim('one location more than may be is taken', `${LEDGER}/offer-state.ts`, 'locationsOf(state) < LOCATIONS_PER_OFFER', 'locationsOf(state) <= LOCATIONS_PER_OFFER'),
  unit('a count opens as many locations as it likes', `${LEDGER}/decide.ts`, 'if (!hasRoomFor(state, place.bucket, place.location)) return tooManyLocations(state, place);', '', LEDGER),
  unit('buckets are counted as locations', `${LEDGER}/offer-state.ts`, 'map(({ location_id }) => location_id)).size', 'map(({ location_id, bucket_type }) => bucket_type + location_id)).size', LEDGER),
  unit('a place of an offer that is full is closed too', `${LEDGER}/offer-state.ts`, 'if (bucket.location_id === location_id) return true;', 'if (bucket.location_id === location_id) return false;', LEDGER),
  unit('a scope is taken that no record can hold', `${RECOVERY}/requests/request-body.ts`, 'if (bytes > EVIDENCE_BYTES.scope)', 'if (bytes > EVIDENCE_BYTES.scope + 1)', `${RECOVERY}/requests`),
  unit('a record is a byte larger than it may be', `${EVIDENCE}/fit-content.ts`, 'if (bytes <= most) return', 'if (bytes <= most + 1) return', `${EVIDENCE}/fit-content.spec.ts`),
  unit('what is left out of a record is not counted', `${EVIDENCE}/fit-content.ts`, 'counterexamples: check.counterexamples.slice', 'failures: Math.min(check.failures, listed), counterexamples: check.counterexamples.slice', `${EVIDENCE}/fit-content.spec.ts`),
  unit('a record that can not be kept is made again', `${RECOVERY}/execute/runner.ts`, ' || error instanceof EvidenceTooLargeError;', ';', `${RECOVERY}/execute/runner.spec.ts`),
  unit('a byte too many is taken', 'libs/contract/bounds/src/beyond-message.ts', 'value_bytes > MESSAGE.value_bytes', 'value_bytes > MESSAGE.value_bytes + 1', 'apps/command-handler/src/apply-batch/decode-batch.spec.ts'),
  unit('a dead letter is not cut', 'apps/command-handler/src/apply-batch/kept-poison.ts', 'kept.value?.subarray(0, HEAD_BYTES.value) ?? null', 'kept.value', 'apps/command-handler/src/apply-batch/kept-poison.spec.ts'),
  unit('quarantine keeps whatever comes', 'apps/command-handler/src/apply-batch/kept-poison.ts', 'value: value.subarray(0, KEPT_BYTES), value_bytes', 'value, value_bytes', 'apps/command-handler/src/apply-batch/kept-poison.spec.ts'),
  unit('what is refused for its size fails all of the request', 'apps/ingestion/src/take-updates/update-writer.ts', 'error instanceof MessageTooLargeError && groups.length > 1', 'error instanceof MessageTooLargeError && groups.length > 1_000', 'apps/ingestion/src/take-updates/update-writer.spec.ts'),
  unit('a trace of zeros is handed on', 'libs/contract/texts/src/traceparent.ts', 'if (/^0+$/.test(trace_id) || /^0+$/.test(parent_id)) return null;', '', 'libs/contract/texts/src/traceparent.spec.ts'),
  unit('a command that comes again is told nothing', 'apps/command-handler/src/apply-batch/decide-batch.ts', 'else if (isStockCommand(delivery) && !this.seen.has(key)) this.asked_again.set(key, delivery);', '', 'apps/command-handler'),
  stack('a rejection is told again as of now', 'apps/command-handler/src/emit-again/repeated-messages.ts', 'rejected_at_ms: rejected_at.getTime()', 'rejected_at_ms: Date.now()', 'apps/command-handler/src/emit-again'),
  unit('a letter is released though its event may be decided', 'apps/recovery/src/dead-letters/release-letter.ts', 'const refused = sent !== null && (await findLetter(ledger, sent)) !== undefined;', 'const refused = sent !== null;', 'apps/recovery/src/dead-letters'),
  unit('closed otherwise is closed all the same', 'apps/recovery/src/dead-letters/ask-to-close.ts', 'noted?.closed_as === closing.closed_as && noted.closed_event_id === closing.event_id', 'noted?.closed_as != null', 'apps/recovery/src/dead-letters'),
  // a secret for each service
  unit('a setting that is said twice is taken', 'libs/adapter/config/src/raw-setting.ts', 'if (value !== undefined) return { problem', `if (value === '') return { problem`, 'libs/adapter/config'),
  unit('everybody may read what is handed out', 'infra/embedded/src/containers/hand-files.ts', '0o640 : 0o440', '0o640 : 0o444', 'infra/embedded/src/containers'),
  unit('a service is handed what all producers are signed by', 'infra/embedded/src/containers/service-files.ts', `producerKeyFile(home, 'redrive')`, 'producerRootsFile(home)', 'infra/embedded/src/containers'),
  // one person alone
  unit('whoever asked approves a redrive', `${RECOVERY}/dead-letters/redrive-request.ts`, 'if (by === requested_by)', `if (by === '')`, `${RECOVERY}/dead-letters`),
  unit('a redrive is approved by any digest', `${RECOVERY}/dead-letters/redrive-request.ts`, 'if (named !== digest)', `if (named === '')`, `${RECOVERY}/dead-letters`),
  unit('an approved redrive is sent as often as one likes', `${RECOVERY}/dead-letters/redrive-request.ts`, "if (sent !== null) {\n    return { code: 'approval_used', detail: `it was sent by", "if (sent !== null && now_ms < 0) {\n    return { code: 'approval_used', detail: `it was sent by", `${RECOVERY}/dead-letters`),
  unit('a broken glass is reviewed by whoever broke it', `${RUN}/decide-run.ts`, ' || state.unreviewed.includes(actor.subject)', '', RUN),
  unit('whoever asked hurries what was approved', `${RUN}/decide-run.ts`, 'if (approved && more && actor.subject', 'if (approved && !more && actor.subject', RUN),
  unit('a record of one person’s repair is believed', 'libs/contract/evidence/src/two-persons.ts', 'approved_by === requested_by && !break_glass', 'approved_by === requested_by && break_glass', 'tools/verify-evidence'),
  unit('whoever asked approves a key', 'apps/ingestion/src/api-keys/key-request.ts', 'if (by === requested_by)', `if (by === '')`, 'apps/ingestion/src/api-keys'),
  unit('a reservation is every client’s', 'apps/reservation/src/requests/reservations.controller.ts', 'state.client === null || state.client === client;', 'state.client === null || state.client !== null;', 'apps/reservation/src/requests'),
  unit('any event of the id is the letter’s', 'apps/recovery/src/dead-letters/judge-decisions.ts', 'decisions.filter((decision) => decision.request_hash === request_hash)', 'decisions.slice()', 'apps/recovery/src/dead-letters'),
  // the ledger
  unit('more leaves than is there', `${LEDGER}/decide.ts`, 'if (from !== null && quantityAt(state, from) < quantity) return insufficient(state, from, quantity);', '', LEDGER),
  unit('quantities wrap beyond 2^53-1', `${LEDGER}/decide.ts`, 'if (to !== null && overflows(state, from, to, quantity)) return overflow(state, to, quantity);', '', LEDGER),
  unit('an older count overwrites a newer one', `${LEDGER}/decide.ts`, 'event_time_ms < last) return { outcome:', 'event_time_ms > last) return { outcome:', LEDGER),
  unit('expected quantity ignored', `${LEDGER}/decide.ts`, 'if (expected !== null && expected !== found)', 'if (expected !== null && expected < 0)', LEDGER),
  unit('a release takes from what is sellable', `${LEDGER}/decide.ts`, `return move(state, update, { bucket: 'reserved', location }, { bucket: 'sellable', location });`, `return move(state, update, { bucket: 'sellable', location }, { bucket: 'reserved', location });`, LEDGER),
  unit('half of a movement is recorded', `${LEDGER}/evolve.ts`, 'if (to_bucket !== null && to_location !== null) add(', 'if (to_bucket !== null && to_location === null) add(', LEDGER),
  // the projection
  unit('event_time as order', 'libs/domain/availability/src/apply-change.ts', `  if (version === head_version + 1) return 'next';`, `  if (version > head_version) return 'next';`, 'libs/domain/availability apps/availability-projection'),
  unit('a version that comes again is applied again', 'libs/domain/availability/src/apply-change.ts', `version <= head_version ? 'duplicate' : 'gap'`, `version < head_version ? 'duplicate' : 'gap'`, 'libs/domain/availability apps/availability-projection'),
  unit('what is damaged can be sold', 'libs/domain/availability/src/apply-change.ts', `if (bucket === 'sellable') {`, `if (bucket === 'sellable' || bucket === 'damaged') {`, 'libs/domain/availability'),
  unit('caught up before it has', 'apps/availability-projection/src/freshness/freshness-marks.ts', 'position >= (beat.highs.get(partition) ?? 0)', 'position >= 0', 'apps/availability-projection'),
  unit('a stale repair overwrites', 'apps/availability-projection/src/repair-offers/decide-repairs.ts', `if (found?.version !== expected?.version || found?.revision !== expected?.revision) {`, 'if (found?.version !== expected?.version) {', 'apps/availability-projection'),
  // replay
  unit('a row is not that of its digest', `${REPLAY}/shadow-offer.ts`, 'if (!row.digest_holds) return', 'if (false) return', REPLAY),
  unit('a row does not follow the one before', `${REPLAY}/shadow-offer.ts`, 'if (previous_digest !== this.chain_digest) {', 'if (previous_digest === null) {', REPLAY),
  unit('a gap is jumped', `${REPLAY}/shadow-offer.ts`, `this.fail('version_missing', missing,`, `void ((_kind: string, _missing: number, _why: string) => undefined)('version_missing', missing,`, REPLAY),
  unit('a lost tail is not missed', `${REPLAY}/replay-fold.ts`, 'if (this.rest !== null) this.unreadable += 1;', '', REPLAY),
  unit('events of reservations with a gap are folded', `${RECOVERY}/flows/reservations/reservation-fold.ts`, 'if (version !== shadow.version + 1) return', 'if (version < shadow.version) return', `${RECOVERY}/flows/reservations`),
  unit('what is not closed is signed', `${RECOVERY}/flows/reservations/reservation-fold.ts`, 'if (line.closed) for', 'for', `${RECOVERY}/flows/reservations`),
  // checks and verdict
  unit('healthy, having checked nothing', `${EVIDENCE}/verdict.ts`, 'return check.compared === 0 ? [`${name} compared nothing`] : [];', 'return [];', EVIDENCE),
  unit('healthy without a check', `${EVIDENCE}/verdict.ts`, `...(required.length === 0 ? ['no check was asked for'] : []),`, '', EVIDENCE),
  unit('healthy without an event', `${EVIDENCE}/verdict.ts`, `...(counts.table.read === 0 ? ['no event is in scope'] : []),`, '', EVIDENCE),
  unit('what was not run has passed', `${EVIDENCE}/verdict.ts`, 'if (check === undefined) return [`${name} was not run`];', 'if (check === undefined) return [];', EVIDENCE),
  unit('what is not covered has passed', `${EVIDENCE}/verdict.ts`, `if (check.status === 'not_covered') return`, `if (check.status === 'fail') return`, EVIDENCE),
  unit('counts need not add up', `${EVIDENCE}/verdict.ts`, 'return read === applied + late + duplicate + skipped;', 'return read >= 0 || applied + late + duplicate + skipped > 0;', EVIDENCE),
  unit('a gap is closed by time', `${CHECKS}/reservations/match-commands.ts`, 'const old = row.version <= (barrier.get(nameOf(row)) ?? 0);', 'const old = row.version <= (barrier.get(nameOf(row)) ?? 0) - 100;', CHECKS),
  unit('compared in one direction only', `${CHECKS}/reservations/match-commands.ts`, 'found.push(...problems);', 'found.push(...problems.slice(problems.length));', CHECKS),
  unit('what is on its way is not counted', `${CHECKS}/reservations/reserved-check.ts`, `if (as === 'ahead') at(`, `if (as === 'stray') at(`, CHECKS),
  // evidence
  unit('the content may differ from its digest', `${EVIDENCE}/verify.ts`, 'if (canonicalDigest(content) !== integrity.content_digest) {', `if (integrity.content_digest === '') {`, `${EVIDENCE} tools/verify-evidence`),
  unit('any signature will do', `${EVIDENCE}/statement.ts`, ' && verify(null, bytesOf(kind, statement), key, bytes);', ';', `${EVIDENCE} tools/verify-evidence`),
  unit('a record may be left out of the chain', `${EVIDENCE}/verify.ts`, 'if (end !== null && sequence !== end.sequence + 1) {', 'if (end !== null && sequence <= end.sequence) {', EVIDENCE),
  unit('a proof of another tree', `${EVIDENCE}/merkle.ts`, `return digest.toString('hex') === root;`, 'return digest.length === root.length / 2;', EVIDENCE),
  // governance
  unit('approval digest not checked', `${RUN}/decide-run.ts`, 'if (plan_digest !== state.plan?.plan_digest) {', 'if (state.plan === null) {', RUN),
  unit('one pair of eyes', `${RUN}/decide-run.ts`, 'const own = actor.subject === state.requested_by;', 'const own = state.requested_by === null;', RUN),
  unit('an approval lasts for ever', `${RUN}/decide-run.ts`, 'if (now_ms >= approval.expires_at_ms) return', 'if (now_ms < 0) return', RUN),
  unit('repairs without approval', `${RUN}/decide-run.ts`, `if (approval === null) return refused('not_approved', 'what changes state, or runs a candidate, must be approved first');\n    if (approval.plan_digest`, `if (approval !== null && approval.plan_digest`, RUN),
  unit('two replays at once', `${RUN}/scope.ts`, 'if (one === null || other === null) return true;', 'if (one === null || other === null) return false;', RUN),
  // reservations
  unit('compensation not idempotent', `${SAGA}/decide-reservation.ts`, 'if (found.status !== awaited) return accepted();', '', SAGA),
  unit('a saga ends while it waits', `${SAGA}/decide-reservation.ts`, `all('rejected', 'released', 'failed')`, `all('rejected', 'released', 'failed', 'requested')`, SAGA),
  unit('anybody answers for the ledger', `${SAGA}/decide-reservation.ts`, 'if (found === undefined || event_id !== commandId(state, line, operation)) return accepted();', 'if (found === undefined) return accepted();', SAGA),
  unit('the id of one command says that of the next', `${SAGA}/command-id.ts`, ': tagOf(nonce, rest);', ": tagOf(nonce, '');", SAGA),
  unit('a secret that everybody can read', `${SAGA}/command-id.ts`, ': tagOf(nonce, rest);', ': nonce.slice(0, 32);', SAGA),
  unit('a conflict is waited out', `${SAGA}/decide-reservation.ts`, "if ('conflict' in answer) return conflicted(state, command);", "if ('conflict' in answer) return accepted();", SAGA),
  unit('a seller may name its event like a command', 'libs/contract/events/src/decode-update.ts', 'event_id.startsWith(RESERVED_ID_PREFIX)', "event_id === RESERVED_ID_PREFIX", 'libs/contract/events'),
  unit('a seller reads the ids of commands', 'apps/command-handler/src/ledger-queries/offers.controller.ts', "of_seller && sourceKind(row.operation) === 'order' ? null : row.event_id", 'of_seller && row.event_id === null ? null : row.event_id', 'apps/command-handler/src/command-handler-http.spec.ts'),
  unit('a conflict of a command is told to nobody', 'apps/command-handler/src/apply-batch/outbox-messages.ts', "=== 'order')\n      .map(", "=== 'repair')\n      .map(", 'apps/command-handler/src/apply-batch/outbox-messages.spec.ts'),
  unit('confirmed after it expired', `${SAGA}/decide-reservation.ts`, `if (state.status === 'held' && now_ms >= state.expires_at_ms)`, `if (state.status === 'held' && now_ms < 0)`, SAGA),
  unit('the same reservation with another body', `${SAGA}/decide-reservation.ts`, 'if (state.request_hash === command.request_hash) return accepted();', 'return accepted();', SAGA),
  // candidates
  unit('a comparison needs nobody’s approval', `${RUN}/run-events.ts`, "return changesState(mode) || mode === 'what_if';", 'return changesState(mode);', RUN),
  unit('a candidate may read files', 'libs/adapter/candidates/src/confined/launchers.ts', "'--permission', ", "'--permission', '--allow-fs-read=*', ", 'libs/adapter/candidates/src/confined'),
  unit('a candidate has the service’s environment', 'libs/adapter/candidates/src/confined/launchers.ts', 'env: {}', 'env: process.env', 'libs/adapter/candidates/src/confined'),
  unit('a candidate is waited for', 'libs/adapter/candidates/src/confined/confined-process.ts', 'gave no answer within ${call_ms} ms`), call_ms)', 'gave no answer within ${call_ms} ms`), call_ms * 1_000)', 'libs/adapter/candidates/src/confined'),
  unit('an answer of any length is read', 'libs/adapter/candidates/src/confined/confined-process.ts', 'length > this.limits.answer_bytes || ', '', 'libs/adapter/candidates'),
  unit('what a candidate answers is believed', 'libs/domain/availability/src/availability-function.ts', 'Number.isSafeInteger(quantity) && (quantity as number) >= 0', "typeof quantity === 'number'", 'libs/domain/availability'),
  unit('a candidate runs when it is asked about', 'libs/adapter/candidates/src/read-candidate.ts', 'new Script(code, { filename: name + EXTENSION });', 'new Script(code, { filename: name + EXTENSION }).runInThisContext({ timeout: 100 });', 'libs/adapter/candidates/src/load-candidate'),
  // contracts and schemas
  unit('compaction of the history is fine', 'libs/contract/recovery-contract/src/retention-problems.ts', `if (policy.includes('compact')) {`, `if (policy.includes('never')) {`, 'libs/contract/recovery-contract'),
  unit('any partition count will do', 'libs/contract/recovery-contract/src/partition-problems.ts', 'if (found === ordering_boundary.partitions) return [];', 'if (found !== null) return [];', 'libs/contract/recovery-contract'),
  unit('tighter and looser mixed up', 'libs/contract/schema-compatibility/src/compare-keywords.ts', 'LOWER_BOUNDS.has(name) === after > before', 'LOWER_BOUNDS.has(name) === after < before', 'libs/contract/schema-compatibility'),
  unit('a promotion beyond its budget', `${EVIDENCE}/change-budget.ts`, '...over(oversold_units, budget.oversold_units_at_most,', '...over(0, budget.oversold_units_at_most,', `${EVIDENCE} tools/verify-evidence`),
  // on real servers
  stack('an end is that of what is committed', 'libs/adapter/kafka/src/kafkajs/whole-offsets.ts', 'const UNCOMMITTED = 0;', 'const UNCOMMITTED = 1;', 'test/conformance'),
  stack('every login may write every topic', 'infra/embedded/src/kafka/grants.ts', "topics.filter(({ producers }) => producers.includes(isSeller(login) ? 'sellers' : login))", 'topics', 'test/e2e/kafka-logins'),
  stack('what was granted once stays granted', 'libs/adapter/kafka/src/kafkajs/ensure-grants.ts', 'if (surplus.length > 0)', 'if (surplus.length < 0)', 'test/e2e/kafka-logins'),
  stack('lost history leaves its offers current', 'apps/availability-projection/src/accept-loss/sql/suspect-partition.ts', `SET status = 'suspect', revision`, 'SET revision', 'test/recovery/lost-history'),
  unit('a position in another log counts', 'apps/recovery/src/flows/taken-of-log.ts', '(topic_id === null || topic_id === now.topic_id) && ', '', 'apps/recovery/src/flows/taken-of-log'),
  unit('a position beyond the end counts', 'apps/recovery/src/flows/taken-of-log.ts', ' && next_offset <= (now.ends.get(partition)?.high ?? 0)', '', 'apps/recovery/src/flows/taken-of-log'),
  // a decision on an old state
  stack('a cache per topic', 'apps/command-handler/src/apply-batch/apply-updates.ts', 'of await applyBatch(this.options, shards.of(batch), deliveries)) {', `of await applyBatch(this.options, ofTopic(shards.of(batch)), deliveries)) {
      function ofTopic(shard: ShardSession & { topics?: Record<string, ShardSession> }): ShardSession {
        const Session = shard.constructor as new (held: ShardSession['held']) => ShardSession;
        return (shard.topics ??= {})[batch.topic] ??= new Session(shard.held);
      }`, 'apps/command-handler/src/apply-batch/one-shard'),
  stack('a rejection is not proven', 'apps/command-handler/src/apply-batch/write-effects.ts', '    proveStates(db, effects.relied_on),\n', '    proveStates(db, effects.relied_on.slice(effects.relied_on.length)),\n', 'apps/command-handler/src/apply-batch/one-shard'),
  stack('what is proven may move before it is committed', 'apps/command-handler/src/apply-batch/sql/prove-states.ts', '    FOR SHARE OF head\n', '', 'apps/command-handler/src/apply-batch/one-shard'),
  stack('another writer makes an offer corrupt', 'apps/command-handler/src/apply-batch/apply-deliveries.ts', 'MOST_STALE_ATTEMPTS = 4', 'MOST_STALE_ATTEMPTS = 2', 'apps/command-handler/src/apply-batch/one-shard'),
  stack('a head that lags stops its shard', 'apps/command-handler/src/apply-batch/apply-batch.ts', ' && !(error instanceof StaleDecisionError)', '', 'apps/command-handler/src/apply-batch/one-shard'),
  stack('what was known of a repaired offer is kept', 'apps/command-handler/src/apply-batch/session.ts', '    } finally {\n      this.forget();\n    }', '    } finally {\n      this.heads.delete(\'\');\n    }', 'apps/command-handler/src/apply-batch/one-shard'),
  unit('a rejection rests on nothing', 'apps/command-handler/src/apply-batch/decide-batch.ts', '.filter(([key]) => !this.moved.has(key))', '.filter(([key]) => !this.moved.has(key) && this.rejections.length === 0)', 'apps/command-handler/src/apply-batch/decide-batch'),
  stack('a claim fences the topics that it reads only', 'libs/adapter/postgres/src/positions/sql/claim-shard.ts', 'AND topic <> ALL ($3::text[])', 'AND topic <> ALL ($3::text[]) AND epoch < 0', 'libs/adapter/postgres/src/positions'),
  unit('batches of a shard side by side', 'libs/adapter/kafka/src/kafkajs/assigned-shard.ts', 'this.tail.then(work).finally(', 'Promise.resolve().then(work).finally(', 'libs/adapter/kafka'),
  unit('a topic that nobody brings is excused by its sibling', 'libs/adapter/kafka/src/kafkajs/assigned-shard.ts', 'for (const waiting of this.line) waiting', 'for (const waiting of this.topics) waiting', 'libs/adapter/kafka'),
  unit('members of two versions share a shard', 'libs/adapter/kafka/src/kafkajs/assign-shards.ts', 'named.filter((one) => one.topics.join() === topics.join())', 'named', 'libs/adapter/kafka'),
  unit('shards of topics with other counts', 'libs/adapter/kafka/src/kafkajs/assign-shards.ts', 'if (new Set(of).size > 1) {', 'if (new Set(of).size > topics.length) {', 'libs/adapter/kafka'),
  stack('fence dropped', 'libs/adapter/postgres/src/positions/sql/advance-position.ts', 'AND epoch = $4 AND next_offset', 'AND $4::bigint IS NOT NULL AND next_offset', 'libs/adapter/postgres'),
  stack('snapshot preferred over events', `${STORE}/aggregates.ts`, 'const events = await loadEvents<E>(this.pool, stream, start.version, upcast);', 'const events = start.version > 0 ? [] : await loadEvents<E>(this.pool, stream, start.version, upcast);', STORE),
  stack('expiry stops for all where one can not be driven', 'apps/reservation/src/drive/drive-sagas.ts', '.catch((cause: unknown) => this.failed(new NotDrivenError(reservation_id, { cause })))', '', 'apps/reservation/src/drive'),
  stack('expected version ignored', `${STORE}/sql/insert-events.ts`, 'WHERE ($2::bigint IS NULL OR place.version = $2)', 'WHERE ($2::bigint IS NULL OR place.version >= 0)', `${STORE}/event-store.int`),
  stack('caught up past an invisible row', `${STORE}/sql/select-all.ts`, ' AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())', '', `${STORE}/event-store.int`),
  stack('transactions ordered as texts', `${STORE}/sql/select-all.ts`, 'ORDER BY event.transaction_id, position', 'ORDER BY transaction_id, position', `${STORE}/event-store.int`),
  unit('missing rows of the view are not looked for', `${CHECKS}/view-checks.ts`, 'if (!rows.has(nameOf(head))) found.push(', 'if (rows.has(nameOf(head)) && head.version < 0) found.push(', CHECKS),
  unit('a row that nobody was told of is fine', `${CHECKS}/published-check.ts`, 'if (row.version > 0 && !messages.has(nameOf(row))) {', 'if (row.version < 0) {', CHECKS),
  unit('a forged row of the capture is missing', `${CHECKS}/cdc-check.ts`, `    kind: 'forged', expected`, `    kind: 'missing', expected`, CHECKS),
  unit('the head of a signed record is not looked at', `${CHECKS}/captured-offer.ts`, '    this.chain_digest = begin.chain_digest;\n', '', CHECKS),
  unit('a signed record vouches where nothing was lost', `${RECOVERY}/flows/stock/vouched-heads.ts`, 'from_offset > 0', 'from_offset >= 0', `${RECOVERY}/flows/stock`),
  stack('a checkpoint vouches for a capture', `${RECOVERY}/evidence/sql/find-newest-signed.ts`, "SQL(`= 'evidence'`", "SQL(`<> 'doubted'`", 'test/recovery/lost-history'),
  stack('offers that begin while a generation is built are not in it', 'apps/availability-projection/src/generations/fold-next.ts', ' || begun.has(keyOf(change))', '', 'apps/availability-projection/src/generations', 'follows the live stream'),
  stack('what passes while a generation is built is forgotten', 'apps/availability-projection/src/generations/fold-next.ts', '    await logChanges(db, partition, inserted.filter((message) => !isHeld(message)));\n', '', 'apps/availability-projection/src/generations', 'follows the live stream'),
  stack('rows that nobody made are not looked for', `${CHECKS}/reservations/view-check.ts`, "if (made === undefined) return { expected: `${id} has no history`, found: 'a row' };", 'if (made === undefined) return null;', 'test/recovery/reservation-view', 'nobody asked for'),
  stack('reconcile reads the replay’s own rows', `${RECOVERY}/flows/reservations/look-at-reservations.ts`, 'reservationsMatchReplay(side.rows, replayed)', "reservationsMatchReplay([...replayed.values()].flatMap((made) => ('row' in made ? [made.row] : [])), replayed)", 'test/recovery/reservation-view', 'another status:'),
  stack('a saga that is not asked again', 'apps/reservation/src/drive/drive-sagas.ts', 'await reservations.send(reservation_id, due);', '', 'test/crashpoints', 'saga.command: before: throw', { STOCKPROOF_TEST_CRASHPOINTS: 'saga.command' }),
  stack('what was passed over behind a gap is left out', 'apps/availability-projection/src/fold-changes/project-changes.ts', '    if (captured.length === 0) return;\n', '    return;\n', 'test/recovery/never-quiet'),
  stack('a repair of an offer that moved on is not carried on', 'apps/availability-projection/src/repair-offers/carry-repairs.ts', 'if (moved.length === 0) return new Map();', 'return new Map();', 'test/recovery/never-quiet'),
  unit('a gap forgets where it began', 'apps/availability-projection/src/fold-changes/passed-over.ts', 'if (!this.first.has(key)) this.first.set(', 'this.first.set(', 'apps/availability-projection/src/fold-changes'),
  unit('a state that does not reach the gap is followed', 'apps/availability-projection/src/fold-changes/passed-over.ts', ' || first.version > state.version + 1', '', 'apps/availability-projection/src/fold-changes'),
  stack('freshness that never moves', 'apps/availability-projection/src/freshness/sql/note-freshness.ts', 'kept.as_of < excluded.as_of', 'kept.as_of > excluded.as_of', 'test/e2e/freshness'),
  stack('a beat makes every partition fresh', 'apps/availability-projection/src/freshness/freshness-marks.ts', 'position >= (beat.highs.get(partition) ?? 0)', 'position >= 0', 'test/e2e/freshness', 'that lags'),
  stack('a swap beside a batch', 'apps/availability-projection/src/generations/sql/hold-partitions.ts', ' ORDER BY partition FOR UPDATE', ' ORDER BY partition', 'apps/availability-projection/src/generations', 'one waits for the other'),
  stack('a swap that leaves places behind', 'apps/availability-projection/src/generations/sql/swap-locations.ts', 'AND NOT EXISTS', 'AND EXISTS', 'apps/availability-projection/src/generations', 'differs in'),
  unit('words that no database holds', 'libs/contract/texts/src/texts.ts', '[\\t\\n\\r])+$', '[\\0\\t\\n\\r])+$', 'libs/contract/texts'),
  unit('a missing trace collector fails the drain', 'libs/adapter/telemetry/src/telemetry.ts', 'sdk.shutdown().catch(() => undefined)', 'sdk.shutdown()', 'libs/adapter/telemetry'),
  // is it really moving changes?
  unit('RUNNING without a task is well', `${CONNECTORS}/judge-connector.ts`, '  if (tasks.length === 0) return down(', '  if (tasks.length < 0) return down(', CONNECTORS),
  unit('a lost slot is waited for', `${CONNECTORS}/judge-connector.ts`, `if (slot.wal_status !== 'lost' && slot.invalidation_reason === null) return null;`, 'if (slot.invalidation_reason === null) return null;', CONNECTORS),
  unit('a position that is ahead is a wait', `${CONNECTORS}/judge-connector.ts`, '  if (lsn <= wal_lsn) return null;', '  if (lsn <= wal_lsn + 1_000_000n) return null;', CONNECTORS),
  unit('a promoted server is taken for the one before', `${CONNECTORS}/judge-connector.ts`, ' || now.timeline !== accepted.timeline', '', CONNECTORS),
  unit('RUNNING again is well again', `${CONNECTORS}/judge-connector.ts`, '  if (failures >= LOOP_FAILURES && ', '  if (failures > 1e9 && ', CONNECTORS),
  unit('Connect is believed without a heartbeat', `${CONNECTORS}/judge-connector.ts`, 'if (heartbeat_age_ms !== null && heartbeat_age_ms < HEARTBEAT_WITHIN_MS) return null;', 'if (heartbeat_age_ms !== null) return null;', CONNECTORS),
  unit('a backoff that never grows', `${CONNECTORS}/restart-backoff.ts`, 'FIRST_MS * 2 ** (in_a_row - 1)', 'FIRST_MS', CONNECTORS),
  unit('a backoff that is never forgotten', `${CONNECTORS}/restart-backoff.ts`, 'ran_ms >= STABLE_MS ? NO_RESTARTS : restarts', 'ran_ms < 0 ? NO_RESTARTS : restarts', CONNECTORS),
  unit('a connector that is ahead is left running', `${CONNECTORS}/remedy-for.ts`, `return connect.state !== 'STOPPED' && isAheadNow(look) ? 'stop' : null;`, 'return null;', CONNECTORS),
  unit('an offset that was deleted is still believed', `${CONNECTORS}/connector-history.ts`, `look.stored === 'not_asked' ? history.stored : look.stored`, `look.stored === 'not_asked' ? history.stored : (look.stored ?? history.stored)`, CONNECTORS),
  unit('a slot that was made again counts as an arrival', `${CONNECTORS}/connector-history.ts`, '(look.slot?.confirmed_lsn ?? null)', '(look.slot?.confirmed_lsn ?? history.confirmed_lsn)', CONNECTORS),
  stack('a slot is made in silence', 'debezium/postgres-outbox-connector.json', `    "database.initial.statements": "SELECT require_capture_slot('debezium_outbox_slot')",\n`, '', 'test/connectors', 'its slot was dropped'),
];
