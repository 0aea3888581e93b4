import type { ReactElement, ReactNode } from 'react';
import type { ApiProblem } from '../api/api-problem.js';
import { More } from './more.js';
import { Nothing, Panel } from './panel.js';
import { ProblemNote } from './problem-note.js';
import { type ColumnHead, ScrollTable } from './scroll-table.js';

/** Of a list that is loaded page by page: whether a page has come, and how to get the next. */
interface LoadedPages {
  readonly isSuccess: boolean;
  readonly error: ApiProblem | null;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

interface PagedTableProps<Item> {
  readonly title: string;
  readonly heads: readonly ColumnHead[];
  readonly pages: LoadedPages;
  readonly items: readonly Item[];
  /** A table row. */
  readonly row: (item: Item) => ReactElement;
  /** What is said if there is none. */
  readonly empty: ReactNode;
}

/** A panel with a list that is loaded page by page: its rows, that there is none, or why it did not come. */
export function PagedTable<Item>(props: PagedTableProps<Item>): ReactElement {
  const { title, heads, pages, items, row, empty } = props;
  return (
    <Panel title={title}>
      {pages.error === null ? null : <ProblemNote problem={pages.error} />}
      {pages.isSuccess && items.length === 0 ? <Nothing>{empty}</Nothing> : null}
      {items.length === 0 ? null : (
        <>
          <ScrollTable label={title} heads={heads}>
            {items.map(row)}
          </ScrollTable>
          <More {...pages} shown={items.length} />
        </>
      )}
    </Panel>
  );
}
