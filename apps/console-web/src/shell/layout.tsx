import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useLive } from '../api/live.js';
import { loginAddress, useSession } from '../api/session.js';
import { ProblemNote } from '../parts/problem-note.js';
import { PLACES, type NavPlace } from './places.js';
import css from './shell.module.css';
import { TopBar } from './top-bar.js';

/** Pages that are whole without a login. */
const OPEN = /^\/(verify|flow)\b/;

/** What is around every screen. */
export function Layout(): ReactElement {
  const session = useSession();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const person = session.data?.person ?? null;
  const live = useLive(person !== null);
  const shown = session.isSuccess && (person !== null || OPEN.test(path));
  return (
    <>
      <a className={css['skip']} href="#main">
        Skip to the content
      </a>
      <TopBar session={session.data} live={live} />
      <div className={css['frame']}>
        <Navigation seller={person?.seller_id ?? null} />
        <main id="main" tabIndex={-1} className={css['main']}>
          {session.isError ? <ProblemNote problem={session.error} of="Session" /> : null}
          {shown || OPEN.test(path) ? <Outlet /> : session.isSuccess ? <LogIn /> : null}
        </main>
      </div>
    </>
  );
}

function LogIn(): ReactElement {
  return (
    <div className={css['login']}>
      <h1>Log in</h1>
      <p>You are not logged in, or your login has ended. After it you are back on this page.</p>
      <p>
        <a href={loginAddress(window.location)}>Log in at the identity provider</a>
      </p>
      <p>
        Without a login you can <Link to="/verify">verify evidence from a file</Link> and read{' '}
        <Link to="/flow">how an update flows</Link>.
      </p>
    </div>
  );
}

function Navigation({ seller }: { readonly seller: string | null }): ReactElement {
  const [opened, setOpened] = useState(false);
  const places = PLACES.filter(({ group }) => group === 'Operator' || seller !== null);
  const groups = [...Map.groupBy(places, ({ group }) => group)];
  return (
    <nav className={css['nav']} aria-label="Screens" data-opened={opened}>
      <button type="button" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
        Screens
      </button>
      <div>
        {groups.map(([group, list]) => (
          <Group
            key={group}
            name={groups.length > 1 ? group : null}
            places={list}
            close={() => setOpened(false)}
          />
        ))}
      </div>
    </nav>
  );
}

interface GroupProps {
  readonly name: string | null;
  readonly places: readonly NavPlace[];
  readonly close: () => void;
}

function Group({ name, places, close }: GroupProps): ReactElement {
  return (
    <>
      {name === null ? null : <h2>{name}</h2>}
      <ul>
        {places.map(({ to, name: label }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }} onClick={close}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
