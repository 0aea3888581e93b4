import { type ReactElement, type ReactNode, useEffect } from 'react';
import css from '../theme/parts.module.css';

interface PageHeadProps {
  readonly title: string;
  /** One sentence: what the screen answers. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}

/** The heading of a screen; also the title of the tab. */
export function PageHead({ title, lead, actions }: PageHeadProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · Stockproof`;
  }, [title]);
  return (
    <header className={css['head']}>
      <div>
        <h1>{title}</h1>
        {lead === undefined ? null : <p className={css['muted']}>{lead}</p>}
      </div>
      {actions === undefined ? null : <div className={css['actions']}>{actions}</div>}
    </header>
  );
}
