import type { ConsoleSession } from '@stockproof/console';
import { Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useNowAnswer } from '../api/live.js';
import { loginAddress, logOut, SESSION_KEY, type SessionPerson } from '../api/session.js';
import { age, utc } from '../words/format.js';
import { useNow } from '../words/use-now.js';
import { QuickJump } from './quick-jump.js';
import css from './shell.module.css';

/** After so many seconds without a snapshot, what the page shows is called old. */
const OLD_SECONDS = 10;

interface TopBarProps {
  readonly session: ConsoleSession | undefined;
  /** Whether the stream of snapshots is open. */
  readonly live: boolean;
}

/** Environment, the platform's clock, what waits for an approval, who looks, and the way to everywhere. */
export function TopBar({ session, live }: TopBarProps): ReactElement {
  const person = session?.person ?? null;
  const is_seller = typeof person?.seller_id === 'string';
  return (
    <header className={css['top']}>
      <Link to="/" className={css['brand']}>
        Stockproof
      </Link>
      {session === undefined ? null : <span className={css['environment']}>{session.environment}</span>}
      {person === null || is_seller ? null : <PlatformClock live={live} />}
      {is_seller ? null : <QuickJump />}
      <div className={css['right']}>
        {person === null || is_seller ? null : <Waiting person={person} />}
        <SchemeButton />
        {session === undefined ? null : <Who person={person} />}
      </div>
    </header>
  );
}

/** When the newest snapshot was taken. It stands still when the console's server, or the way to it, does. */
function PlatformClock({ live }: { readonly live: boolean }): ReactElement | null {
  const { data } = useNowAnswer();
  const now_ms = useNow();
  if (data === undefined) return null;
  const old = now_ms - Date.parse(data.at) > OLD_SECONDS * 1_000;
  return (
    <span className={css['clock']} data-old={old} title={live ? 'live' : 'not live: the stream is not open'}>
      <span aria-hidden="true">{live && !old ? '●' : '○'}</span> {utc(data.at).slice(11)}
      {old ? <b> {age(data.at, now_ms)}</b> : null}
    </span>
  );
}

/** Approvals that this person may give: of others' requests. */
function Waiting({ person }: { readonly person: SessionPerson }): ReactElement | null {
  const { data } = useNowAnswer();
  if (data?.approvals === undefined || data.approvals === null || !person.roles.includes('approver'))
    return null;
  const mine = data.approvals.filter(({ requested_by }) => requested_by !== person.subject).length;
  return (
    <Link to="/recoveries" search={{ status: 'planned' }} className={css['waiting']} data-any={mine > 0}>
      {mine} to approve
    </Link>
  );
}

function SchemeButton(): ReactElement {
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      aria-label={`Show the page ${other}`}
      onClick={() => setColorScheme(other)}
    >
      {other === 'dark' ? 'Dark' : 'Light'}
    </Button>
  );
}

function Who({ person }: { readonly person: SessionPerson | null }): ReactElement {
  const client = useQueryClient();
  if (person === null)
    return (
      <Button component="a" href={loginAddress(window.location)} size="compact-sm">
        Log in
      </Button>
    );
  const leave = (): void => void logOut().finally(() => client.invalidateQueries({ queryKey: SESSION_KEY }));
  return (
    <div className={css['who']}>
      <span title={`${person.name}: ${person.roles.join(', ')}`}>
        <b>{person.name}</b> <span>{person.seller_id ?? person.roles.join(', ')}</span>
      </span>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={leave}>
        Log out
      </Button>
    </div>
  );
}
