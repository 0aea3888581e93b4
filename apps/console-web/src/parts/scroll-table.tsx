import type { ReactElement, ReactNode } from 'react';
import css from '../theme/parts.module.css';

/** The head of a column: its name, and whether it holds numbers, which stand to the right. */
export type ColumnHead = string | { readonly number: string };

interface ScrollTableProps {
  /** What the table holds, for those who do not see it. */
  readonly label: string;
  readonly heads: readonly ColumnHead[];
  /** Its rows. */
  readonly children: ReactNode;
}

/** A table that scrolls to the side where the window is narrow, also by the keyboard. */
export function ScrollTable({ label, heads, children }: ScrollTableProps): ReactElement {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
    <div className={css['table']} role="group" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) =>
              typeof head === 'string' ? (
                <th key={head}>{head}</th>
              ) : (
                <th key={head.number} data-number>
                  {head.number}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
