import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { PageHead } from '../parts/page-head.js';

/** For an address that leads nowhere. */
export function Lost(): ReactElement {
  return (
    <>
      <PageHead title="Nothing at this address" lead="The console has no such screen." />
      <Link to="/">Now</Link>
    </>
  );
}

/** For a screen that failed: the rest of the page stays. */
export function Broken({ error, reset }: ErrorComponentProps): ReactElement {
  return (
    <div role="alert">
      <PageHead title="This screen failed" lead={error instanceof Error ? error.message : String(error)} />
      <button type="button" onClick={reset}>
        Try again
      </button>
    </div>
  );
}
