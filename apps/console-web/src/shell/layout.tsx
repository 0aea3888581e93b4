import { Link, Navigate, Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useLive } from '../api/live.js';
import { loginAddress, useSession } from '../api/session.js';
import { ProblemNote } from '../parts/problem-note.js';
import { type NavPlace, placesFor, readersOf } from './places.js';
import css from './shell.module.css';
import { TopBar } from './top-bar.js';

/** What is around every screen. */
export function Layout(): ReactElement {
  const session = useSession();
  // Of the screen that is shown, also while the next one is loaded.
  const path = useRouterState({
    select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname,
  });
  const person = session.data?.person ?? null;
  const is_seller = typeof person?.seller_id === 'string';
  const readers = readersOf(path);
  // What the stream carries is for operators.
  const live = useLive(person !== null && !is_seller);
  return (
    <>
      <a className={css['skip']} href="#main">
        Skip to the content
      </a>
      <TopBar session={session.data} live={live} />
      <div className={css['frame']}>
        <Navigation is_seller={is_seller} />
        <main id="main" tabIndex={-1} className={css['main']}>
          {session.isError ? <ProblemNote problem={session.error} of="Session" /> : null}
          {readers === 'Everybody' ? (
            <Outlet />
          ) : !session.isSuccess ? null : person === null ? (
            <LogIn />
          ) : (readers === 'Seller') === is_seller ? (
            <Outlet />
          ) : (
            <OfOthers is_seller={is_seller} path={path} />
          )}
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

/** An address that is for the others. The first screen of a seller is another one. */
function OfOthers({ is_seller, path }: { readonly is_seller: boolean; readonly path: string }): ReactElement {
  if (is_seller && path === '/') return <Navigate to="/me/updates" replace />;
  return (
    <div className={css['login']}>
      <h1>{is_seller ? 'For operators' : 'For sellers'}</h1>
      <p>
        {is_seller
          ? 'This screen is for who operates the platform. You act for a seller.'
          : 'This screen shows the own stock of who acts for a seller. Find any offer by its SKU under Offers.'}
      </p>
      <p>{is_seller ? <Link to="/me/updates">My updates</Link> : <Link to="/offers">Offers</Link>}</p>
    </div>
  );
}

function Navigation({ is_seller }: { readonly is_seller: boolean }): ReactElement {
  const [opened, setOpened] = useState(false);
  const places = placesFor(is_seller);
  return (
    <nav className={css['nav']} aria-label="Screens" data-opened={opened}>
      <button type="button" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
        Screens
      </button>
      <div>
        <Places places={places} close={() => setOpened(false)} />
      </div>
    </nav>
  );
}

interface PlacesProps {
  readonly places: readonly NavPlace[];
  readonly close: () => void;
}

function Places({ places, close }: PlacesProps): ReactElement {
  return (
    <ul>
      {places.map(({ to, name: label }) => (
        <li key={to}>
          <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }} onClick={close}>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
