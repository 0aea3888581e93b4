/** What a server says of itself; null: it did not answer. */
export type SeenServer = {
  /** Timeline that a primary writes; null: it is a standby. */
  readonly timeline: number | null;
} | null;

/**
 * The index of the primary; null if none answered. A server that was cut off, and does not know yet that another one was
 * promoted, has a lower timeline.
 */
export function choosePrimary(seen: readonly SeenServer[]): number | null {
  let chosen: { readonly at: number; readonly timeline: number } | null = null;
  for (const [at, server] of seen.entries()) {
    const timeline = server?.timeline ?? null;
    if (timeline !== null && timeline > (chosen?.timeline ?? -1)) chosen = { at, timeline };
  }
  return chosen?.at ?? null;
}
