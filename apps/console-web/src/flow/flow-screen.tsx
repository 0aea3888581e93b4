import type { ReactElement } from 'react';
import { useNowAnswer } from '../api/live.js';
import { usePerson } from '../api/session.js';
import { PageHead } from '../parts/page-head.js';
import css from '../theme/parts.module.css';
import { FlowPicture } from './flow-picture.js';
import { FollowUpdate } from './follow-update.js';

/** How an update flows: the picture, with what moves now. */
export function FlowScreen(): ReactElement {
  const person = usePerson();
  return (
    <>
      <PageHead
        title="Flow"
        lead="From a seller's request to the published message. Each station says where its code is; docs/walkthrough.md follows one update function by function."
      />
      <div className={css['stack']}>
        {person === null ? null : <FollowUpdate />}
        {person === null ? <FlowPicture hops={[]} /> : <LivePicture />}
      </div>
    </>
  );
}

function LivePicture(): ReactElement {
  return <FlowPicture hops={useNowAnswer().data?.hops ?? []} />;
}
