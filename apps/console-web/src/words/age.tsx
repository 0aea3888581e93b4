import type { ReactElement } from 'react';
import { age, utc } from './format.js';
import { useNow } from './use-now.js';
import css from '../theme/parts.module.css';

/** An instant in UTC with its age. */
export function Age({ at }: { readonly at: string }): ReactElement {
  const now_ms = useNow();
  return (
    <time className={css['age']} dateTime={at}>
      {utc(at)} <span className={css['muted']}>{age(at, now_ms)}</span>
    </time>
  );
}
