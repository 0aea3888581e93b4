import { Button, Modal, Textarea } from '@mantine/core';
import { type ReactElement, type ReactNode, useId, useState } from 'react';
import type { ServiceRequest } from '../api/asked.js';
import { useAction } from '../api/use-answer.js';
import css from '../theme/parts.module.css';
import { CopyAs } from './copy-as.js';
import { ProblemNote } from './problem-note.js';

interface ActButtonProps<Answer> {
  readonly name: string;
  /** Why it cannot be done now; empty if it can. */
  readonly why_not: string;
  /** Id of what says why it cannot be done, where several buttons share the reason; else it is said beside the button. */
  readonly why_at?: string | undefined;
  /** Makes the request with the reason that was given ('' where none is asked for). */
  readonly request: (reason: string) => ServiceRequest<Answer>;
  readonly cli?: (reason: string) => string;
  /** Whether a reason is asked for. */
  readonly reason?: boolean;
  readonly danger?: boolean;
  readonly primary?: boolean;
  readonly done?: (answer: Answer) => void;
  /** What is said before it is done; without it and without a reason, it is done at once. */
  readonly children?: ReactNode;
}

/** A button for what changes the world: disabled with the reason, confirmed, and done once the service said so. */
export function ActButton<Answer>(props: ActButtonProps<Answer>): ReactElement {
  const {
    name,
    why_not,
    why_at,
    request,
    reason = false,
    danger = false,
    primary = false,
    done,
    children,
  } = props;
  const [opened, setOpened] = useState(false);
  const why = useId();
  const action = useAction(request, (answer) => {
    setOpened(false);
    done?.(answer);
  });
  const asks = reason || children !== undefined;
  const disabled = why_not !== '';
  return (
    <span className={css['act']}>
      <Button
        size="xs"
        variant={primary ? 'filled' : 'default'}
        {...(danger ? { color: 'red', variant: primary ? 'filled' : 'outline' } : {})}
        disabled={disabled}
        loading={action.busy && !opened}
        aria-describedby={disabled ? (why_at ?? why) : undefined}
        onClick={() => (asks ? setOpened(true) : action.act(''))}
      >
        {name}
      </Button>
      {disabled && why_at === undefined ? (
        <span id={why} className={css['why']}>
          {why_not}
        </span>
      ) : null}
      {!opened && action.problem !== null ? <ProblemNote problem={action.problem} of={name} /> : null}
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={name}
        lockScroll={false}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Confirm {...props} reason={reason} action={action} close={() => setOpened(false)}>
          {children}
        </Confirm>
      </Modal>
    </span>
  );
}

interface ConfirmProps<Answer> extends ActButtonProps<Answer> {
  readonly action: ReturnType<typeof useAction<string, Answer>>;
  readonly close: () => void;
}

function Confirm<Answer>({
  name,
  request,
  cli,
  reason,
  danger,
  action,
  close,
  children,
}: ConfirmProps<Answer>): ReactElement {
  const [text, setText] = useState('');
  const said = text.trim();
  return (
    <form
      className={css['stack']}
      onSubmit={(event) => {
        event.preventDefault();
        action.act(said);
      }}
    >
      {children}
      {reason === true ? (
        <Textarea
          label="Reason"
          description="It is kept in the history."
          required
          maxLength={1_000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          data-autofocus
        />
      ) : null}
      {action.problem === null ? null : <ProblemNote problem={action.problem} />}
      <div className={css['row']}>
        <Button
          type="submit"
          size="sm"
          {...(danger === true ? { color: 'red' } : {})}
          loading={action.busy}
          disabled={reason === true && said === ''}
        >
          {name}
        </Button>
        <Button size="sm" variant="default" onClick={close}>
          Not now
        </Button>
        <CopyAs request={request(said)} cli={cli?.(said) ?? null} />
      </div>
    </form>
  );
}
