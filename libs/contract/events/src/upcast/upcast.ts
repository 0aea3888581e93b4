/** An event with its version; the schema of that version says what else it has. */
export interface VersionedEvent {
  readonly schema_version: number;
}

/** Converts version n to version n + 1. It is pure and must raise schema_version by exactly one. */
export type Upcaster = (event: VersionedEvent) => VersionedEvent;

/**
 * Upcasts an event to version `to` through the chain (from version -> step). Throws if a version has no step,
 * or if a step does not raise the version by exactly one.
 */
export function upcast(
  event: VersionedEvent,
  chain: ReadonlyMap<number, Upcaster>,
  to: number,
): VersionedEvent {
  let current = event;
  while (current.schema_version < to) {
    const from = current.schema_version;
    const next = chain.get(from)?.(current);
    if (next === undefined) throw new Error(`no upcaster from version ${from}`);
    if (next.schema_version !== from + 1) {
      throw new Error(`the upcaster from version ${from} gave version ${next.schema_version}`);
    }
    current = next;
  }
  return current;
}
