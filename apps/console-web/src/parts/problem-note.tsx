import type { ReactElement } from 'react';
import { ApiProblem } from '../api/api-problem.js';
import css from '../theme/parts.module.css';

/** A problem in the service's own words, with what is needed to find it again. */
export function ProblemNote({
  problem,
  of,
}: {
  readonly problem: Error;
  readonly of?: string;
}): ReactElement {
  const { status, title, code, message, trace_id } =
    problem instanceof ApiProblem ? problem : ofThePage(problem);
  return (
    <div className={css['problem']} role="alert">
      <p>
        <strong>{of === undefined ? title : `${of}: ${title}`}</strong> {message}
      </p>
      <p className={css['muted']}>
        {status === 0 ? code : `${status} ${code}`}
        {trace_id === null ? null : (
          <>
            , trace <code>{trace_id}</code>
          </>
        )}
      </p>
    </div>
  );
}

/** An error that no answer is the cause of: a fault of the page. */
function ofThePage({ message }: Error): ApiProblem {
  return new ApiProblem(0, 'page_error', 'Error in this page', message, null);
}
