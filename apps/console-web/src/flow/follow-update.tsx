import { Button, TextInput } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  OutcomesControllerOutcomeData,
  OutcomesControllerOutcomeResponse,
} from '../api/generated/command-handler/types.gen.js';
import { useAnswer } from '../api/use-answer.js';
import { offerCalls } from '../offers/offer-calls.js';
import { CopyAs } from '../parts/copy-as.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';

const route = getRouteApi('/flow');

const outcomeOf = (event_id: string, seller_id: string): ServiceRequest<OutcomesControllerOutcomeResponse> =>
  asked<OutcomesControllerOutcomeData, OutcomesControllerOutcomeResponse>('command-handler', 'GET', {
    url: '/v1/inventory-updates/{event_id}',
    path: { event_id },
    query: { seller_id },
  });

/** Follows one update by its id: what was decided, and when it arrived where. */
export function FollowUpdate(): ReactElement {
  const { event, seller } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState({ event: event ?? '', seller: seller ?? '' });
  return (
    <Panel title="Follow an update">
      <form
        className={css['body']}
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void navigate({ search: { event: typed.event.trim(), seller: typed.seller.trim() } });
        }}
      >
        <div className={css['filters']}>
          <TextInput
            size="xs"
            miw={260}
            label="Event id"
            value={typed.event}
            onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, event: value }))}
          />
          <TextInput
            size="xs"
            miw={260}
            label="Seller"
            value={typed.seller}
            onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, seller: value }))}
          />
          <Button size="xs" type="submit" variant="default">
            Follow
          </Button>
        </div>
      </form>
      {event === undefined || seller === undefined ? null : (
        <Followed key={`${seller} ${event}`} event={event} seller={seller} />
      )}
    </Panel>
  );
}

function Followed({ event, seller }: { readonly event: string; readonly seller: string }): ReactElement {
  const request = outcomeOf(event, seller);
  const outcome = useAnswer(request, { every_ms: 2_000 });
  const { status, version, reason, sku = '', decided_at } = outcome.data ?? {};
  const offer = { seller_id: seller, sku };
  const rows = useAnswer(offerCalls.rows(offer, (version ?? 1) - 1, 1), {
    enabled: sku !== '' && version !== undefined,
  });
  const view = useAnswer(offerCalls.view(offer), {
    enabled: sku !== '' && version !== undefined,
    every_ms: 2_000,
  });
  const row = rows.data?.transactions[0];
  const arrived =
    view.data !== undefined &&
    'version' in view.data &&
    version !== undefined &&
    view.data.version >= version;
  if (outcome.error !== null)
    return (
      <div className={css['body']}>
        <ProblemNote problem={outcome.error} of="Update" />
      </div>
    );
  if (status === undefined) return <p className={css['body']}>…</p>;
  return (
    <dl className={css['facts']}>
      {row === undefined ? null : (
        <>
          <dt>Happened at the seller</dt>
          <dd>
            <Age at={row.event_time} />
          </dd>
          <dt>Taken</dt>
          <dd className={css['digest']}>
            {row.source_topic}/{row.source_partition}/{row.source_offset}
          </dd>
        </>
      )}
      <dt>Decided</dt>
      <dd>
        <StateWord word={status} /> {reason ?? ''} {decided_at === undefined ? null : <Age at={decided_at} />}
      </dd>
      {version === undefined ? null : (
        <>
          <dt>In the ledger</dt>
          <dd>
            <Link to="/offers/$seller/$sku" params={{ seller, sku }} search={{ v: String(version) }}>
              version {version} of {sku}
            </Link>
          </dd>
          <dt>In the view</dt>
          <dd>
            {arrived ? <StateWord word="arrived" tone="good" /> : <StateWord word="not yet" tone="warn" />}
          </dd>
        </>
      )}
      <dt>For a shell</dt>
      <dd>
        <CopyAs request={request} />
      </dd>
    </dl>
  );
}
