import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import css from '../theme/parts.module.css';

interface MoreProps {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
  readonly shown: number;
}

/** The end of a list that is loaded page by page. */
export function More({ hasNextPage, isFetchingNextPage, fetchNextPage, shown }: MoreProps): ReactElement {
  return (
    <div className={css['more']}>
      {hasNextPage ? (
        <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Next page
        </Button>
      ) : null}
      <span className={css['muted']}>
        {shown} shown{hasNextPage ? '' : ', the end'}
      </span>
    </div>
  );
}
