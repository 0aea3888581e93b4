import { type ReactElement, type ReactNode, useId } from 'react';
import css from '../theme/parts.module.css';

interface PanelProps {
  readonly title: string;
  /** Beside the title: counts, links. */
  readonly aside?: ReactNode;
  /** The source that did not answer. The panel is grey, and says so. */
  readonly missing?: string | null | undefined;
  readonly children?: ReactNode;
}

/** A part of a screen with its heading. */
export function Panel({ title, aside, missing = null, children }: PanelProps): ReactElement {
  const id = useId();
  return (
    <section className={css['panel']} aria-labelledby={id} data-missing={missing !== null}>
      <header>
        <h2 id={id}>{title}</h2>
        {aside === undefined ? null : <div className={css['aside']}>{aside}</div>}
      </header>
      {missing === null ? children : <p className={css['empty']}>No answer from {missing}.</p>}
    </section>
  );
}

/** What a list says when there is nothing in it. */
export function Nothing({ children }: { readonly children: ReactNode }): ReactElement {
  return <p className={css['empty']}>{children}</p>;
}
