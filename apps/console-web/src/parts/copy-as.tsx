import { Button, Popover } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { asCurl, type ServiceRequest } from '../api/asked.js';
import css from '../theme/parts.module.css';

interface CopyAsProps {
  readonly request: ServiceRequest<unknown>;
  /** What the same is on the command line, without `npm run -s stockproof --`; null if it has no such command. */
  readonly cli?: string | null;
}

/** Shows a request as commands to copy. */
export function CopyAs({ request, cli = null }: CopyAsProps): ReactElement {
  return (
    <Popover width={460} position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" size="compact-xs" color="gray">
          as command
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Command name="curl" text={asCurl(request)} />
        {cli === null ? (
          <p className={css['muted']}>The command line has no command for this.</p>
        ) : (
          <Command name="command line" text={`npm run -s stockproof -- ${cli}`} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Command({ name, text }: { readonly name: string; readonly text: string }): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <div className={css['command']}>
      <div>
        <span className={css['muted']}>as {name}</span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          {copied ? 'copied' : 'copy'}
        </Button>
      </div>
      <pre>{text}</pre>
    </div>
  );
}
