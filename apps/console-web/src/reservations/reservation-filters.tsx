import { Button, NativeSelect, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import css from '../theme/parts.module.css';

const route = getRouteApi('/reservations');

/** What is typed of a filter; it is looked for when the form is sent. */
const TYPED = ['order', 'seller', 'sku'] as const;
const LABELS = { order: 'Order', seller: 'Seller', sku: 'SKU of the seller' } as const;

/** The filters of the list of reservations; all of them are in the address. */
export function ReservationFilters({ statuses }: { readonly statuses: readonly string[] }): ReactElement {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState<Partial<Record<(typeof TYPED)[number], string>>>({});
  const set = (change: Readonly<Record<string, string>>): void =>
    void navigate({
      search: (now) => ({
        ...now,
        ...Object.fromEntries(
          Object.entries(change).map(([name, value]) => [name, value === '' ? undefined : value]),
        ),
      }),
    });
  const select = (
    name: 'status' | 'stuck' | 'sort',
    label: string,
    data: { value: string; label: string }[],
  ): ReactElement => (
    <NativeSelect
      size="xs"
      label={label}
      value={search[name] ?? ''}
      data={data}
      onChange={({ currentTarget: { value } }) => set({ [name]: value })}
    />
  );
  return (
    <form
      className={css['filters']}
      onSubmit={(event) => {
        event.preventDefault();
        set(Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, value.trim()])));
      }}
    >
      {select('status', 'Status', [
        { value: '', label: 'every status' },
        ...statuses.map((status) => ({ value: status, label: status })),
      ])}
      {select('stuck', 'Stuck', [
        { value: '', label: 'stuck or not' },
        { value: 'true', label: 'stuck' },
        { value: 'false', label: 'not stuck' },
      ])}
      {select('sort', 'Order of the list', [
        { value: '', label: 'the oldest first' },
        { value: 'id', label: 'by id' },
      ])}
      {TYPED.map((name) => (
        <TextInput
          key={name}
          size="xs"
          label={LABELS[name]}
          value={typed[name] ?? search[name] ?? ''}
          onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, [name]: value }))}
        />
      ))}
      <Button size="xs" type="submit" variant="default">
        Find
      </Button>
    </form>
  );
}
