/**
 * Throws unless each partition of the messages was answered. kafkajs asks each broker once: when the leader of a
 * partition is gone, and the new one is a broker that has already answered for its other partitions, it sends these
 * messages nowhere, and reports success.
 */
export function requireAnswers(
  messages: readonly { readonly partition: number }[],
  answers: readonly { readonly partition: number }[],
): void {
  const answered = new Set(answers.map(({ partition }) => partition));
  const missing = new Set(messages.map(({ partition }) => partition).filter((one) => !answered.has(one)));
  if (missing.size > 0) throw new Error(`no broker answered for partition ${[...missing].join(', ')}`);
}
