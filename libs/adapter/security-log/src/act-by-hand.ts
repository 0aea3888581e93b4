import { userInfo } from 'node:os';
import { loadConfig } from '@stockproof/config';
import { createPool, type MovedToLog } from '@stockproof/postgres';
import type { SecurityAction } from '@stockproof/security-events';
import { recordedAct, type RecordedAs } from './recorded-act.js';
import { PostgresSecurityLog } from './security-log.js';

/** An act of an operator at the command line. */
export interface ByHandAct<T> {
  readonly action: SecurityAction;
  readonly target: string;
  /** Why, in the words of whoever acts. */
  readonly reason: string;
  readonly detailOf?: RecordedAs<T>['detailOf'];
  /** Address of the database `security`. Default: the setting in the environment. */
  readonly database_url?: string;
}

/**
 * Records an operator's command in the security log before and after it. If the first record cannot be
 * written, the command is not run. The actor is the OS user of the process, because a command has no login.
 * Rejects a blank reason.
 */
export async function actByHand<T>(act: ByHandAct<T>, work: () => Promise<T>): Promise<T> {
  const { action, target, detailOf, database_url } = act;
  const reason = act.reason.trim();
  if (reason === '') throw new Error('a reason is needed: it is kept in the security log');
  const url =
    database_url ?? loadConfig(['STOCKPROOF_SECURITY_DATABASE_URL']).STOCKPROOF_SECURITY_DATABASE_URL;
  const pool = createPool({ url, application_name: 'by-hand-security-log', max: 1 });
  const log = new PostgresSecurityLog(pool, (error, event) =>
    console.error(`missing in the security log: ${JSON.stringify(event)}: ${(error as Error).message}`),
  );
  const who = { actor: systemUser(), reason, address: null };
  try {
    return await recordedAct(
      log,
      { action, target, ...who },
      { unwritten: 'refuse', ...(detailOf === undefined ? {} : { detailOf }) },
      work,
    );
  } finally {
    await log.close();
  }
}

/** Returns a recorder for `acceptByHand`. The second record lists the moved offsets. */
export function recordedLoss(
  consumer_group: string,
): (loss: string, reason: string, accept: () => Promise<MovedToLog[]>) => Promise<MovedToLog[]> {
  return (loss, reason, accept) =>
    actByHand(
      { action: 'accept_loss', target: `${consumer_group} ${loss}`, reason, detailOf: movedText },
      accept,
    );
}

function movedText(moved: readonly MovedToLog[]): string {
  const positions = moved.map(
    ({ topic, partition, next_offset, to_offset }) => `${topic}/${partition} ${next_offset} to ${to_offset}`,
  );
  return positions.length === 0 ? 'nothing was lost' : positions.join(', ');
}

function systemUser(): string {
  try {
    return `system user ${userInfo().username}`;
  } catch {
    // A container's user may have no name.
    return `system user ${process.getuid?.() ?? 'unknown'}`;
  }
}
