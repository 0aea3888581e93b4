// @ts-expect-error: kafkajs describes its public part only
import listOffsets from 'kafkajs/src/protocol/requests/listOffsets/index.js';

interface Question {
  readonly isolationLevel?: number;
}

type Protocol = (of: { version: number }) => (question: Question) => unknown;

const requests = listOffsets as { protocol: Protocol };
const asked = requests.protocol;
const UNCOMMITTED = 0;

/**
 * Patches kafkajs's ListOffsets request for the whole process, so that the end of a topic includes
 * uncommitted records. kafkajs's admin client asks for the last stable offset. A producer is told that its
 * transaction is complete some milliseconds before the markers are written, so that offset can be before
 * messages that are already sent. A request that names an isolation level keeps it.
 */
export function patchListOffsetsToReadUncommitted(): void {
  requests.protocol = (of) => (question) =>
    asked(of)({ ...question, isolationLevel: question.isolationLevel ?? UNCOMMITTED });
}
