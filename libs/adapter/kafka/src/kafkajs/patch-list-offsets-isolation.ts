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
 * kafkajs's admin asks for the end of what is committed and offers no other end. A producer is told that its
 * transaction is over before its markers are written, so for some milliseconds that end lies before messages
 * which their writer knows to be out: whoever then reads "to the end" misses them and calls it a difference.
 * A request that names an isolation level keeps it. This patches kafkajs's ListOffsets request for the whole
 * process.
 */
export function patchListOffsetsToReadUncommitted(): void {
  requests.protocol = (of) => (question) =>
    asked(of)({ ...question, isolationLevel: question.isolationLevel ?? UNCOMMITTED });
}
