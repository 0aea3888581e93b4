import type { FunctionName } from '@stockproof/availability';
import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT role, generation, name, version, digest, recovery_id FROM projection_function';

/** The function of a generation of the view. */
export interface GenerationRow extends FunctionName {
  readonly role: 'live' | 'next';
  /** Raised with every swap. */
  readonly generation: number;
  /** The recovery that promoted it, or that builds it. */
  readonly recovery_id: string | null;
}

/** The generation that is read, and the one that is built next to it. */
export async function readFunctions(
  db: Queryable,
): Promise<{ live: GenerationRow; next: GenerationRow | null }> {
  const { rows } = await db.query<GenerationRow>({ name: 'read-functions', text: SQL });
  const live = rows.find(({ role }) => role === 'live');
  if (live === undefined) throw new Error('projection_function does not say what the view is made with');
  return { live, next: rows.find(({ role }) => role === 'next') ?? null };
}
