import { Modal, TextInput } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactElement, useEffect, useState } from 'react';
import { jumpsFor } from './places.js';
import css from './shell.module.css';

/** Opens a place by what is typed: Ctrl-K or Command-K from everywhere. */
export function QuickJump(): ReactElement {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpened(true);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button type="button" className={css['jump']} onClick={() => setOpened(true)}>
        <span>SKU, event, recovery, order</span> <kbd>Ctrl K</kbd>
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title="Go to"
        lockScroll={false}
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <JumpBox leave={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function JumpBox({ leave }: { readonly leave: () => void }): ReactElement {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const router = useRouter();
  const jumps = jumpsFor(typed);
  const go = (to: string | undefined): void => {
    if (to === undefined) return;
    leave();
    router.history.push(to);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((now) => Math.min(Math.max(now + step, 0), Math.max(jumps.length - 1, 0)));
    }
    if (event.key === 'Enter') go(jumps[chosen]?.to);
  };
  return (
    <div className={css['jumps']}>
      <TextInput
        data-autofocus
        label="SKU, seller/SKU, event id, recovery id, order id, or a page"
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <ul>
        {jumps.map(({ to, what }, index) => (
          <li key={to}>
            <button type="button" data-chosen={index === chosen} onClick={() => go(to)}>
              {what} <code>{to}</code>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
