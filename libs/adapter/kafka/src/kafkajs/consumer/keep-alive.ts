/** Well below the session timeout of a member. */
export const HEARTBEAT_MS = 2_000;

/**
 * Sends heartbeats while a batch is being handled. A refused heartbeat (a rebalance) is thrown after the
 * batch is done.
 */
export async function keepAlive(payload: { heartbeat(): Promise<void> }, work: Promise<void>): Promise<void> {
  let refused: unknown;
  const timer = setInterval(() => {
    payload.heartbeat().catch((error: unknown) => {
      refused = error;
    });
  }, HEARTBEAT_MS);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
  if (refused !== undefined) throw refused as Error;
}
