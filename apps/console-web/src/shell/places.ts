/** A place of the navigation; the group Seller is shown to who acts for a seller, Operator to all others, Everybody to both. */
export interface NavPlace {
  readonly to: string;
  readonly name: string;
  readonly group: 'Operator' | 'Seller' | 'Everybody';
}

/** The navigation, in the order of an operator's night, and of a seller's day. */
const PLACES: readonly NavPlace[] = [
  { to: '/', name: 'Now', group: 'Operator' },
  { to: '/offers', name: 'Offers', group: 'Operator' },
  { to: '/recoveries', name: 'Recoveries', group: 'Operator' },
  { to: '/evidence', name: 'Evidence', group: 'Operator' },
  { to: '/verify', name: 'Verify a file', group: 'Everybody' },
  { to: '/dead-letters', name: 'Dead letters', group: 'Operator' },
  { to: '/reservations', name: 'Reservations', group: 'Operator' },
  { to: '/capture', name: 'Capture', group: 'Operator' },
  { to: '/positions', name: 'Positions', group: 'Operator' },
  { to: '/flow', name: 'Flow', group: 'Operator' },
  { to: '/audit', name: 'Audit', group: 'Operator' },
  { to: '/me/updates', name: 'My updates', group: 'Seller' },
  { to: '/me/stock', name: 'My stock', group: 'Seller' },
  { to: '/me/import', name: 'Import a file', group: 'Seller' },
  { to: '/me/keys', name: 'Keys', group: 'Seller' },
];

/** The places that are shown to who looks. */
export function placesFor(is_seller: boolean): readonly NavPlace[] {
  return PLACES.filter(({ group }) => group === 'Everybody' || (group === 'Seller') === is_seller);
}

/** Pages that are whole without a login. */
const OPEN = /^\/(verify|flow)(\/|$)/;
const OF_SELLERS = /^\/me(\/|$)/;

/** Who a path is for: people of sellers, everybody, or operators. The services decide what is answered. */
export function readersOf(path: string): NavPlace['group'] {
  if (OPEN.test(path)) return 'Everybody';
  return OF_SELLERS.test(path) ? 'Seller' : 'Operator';
}

/** Where a typed name leads to. */
export interface Jump {
  readonly to: string;
  readonly what: string;
}

const RECOVERY = /^rec-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}$/;
const REDRIVE = /^red-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}$/;
const REDRIVE_PLAN = /^rdp-\d{4}-\d{2}-\d{2}-[0-9a-f]{12}$/;
const DEAD_LETTER = /^[a-z0-9._-]+\/\d+\/\d+$/;
const OFFER = /^([^/\s]+)\/([^/\s]+)$/;

/**
 * The places that a typed text may mean, the likeliest first. An id that has a form of its own leads to one place;
 * any other text may be a SKU, an event, a reservation or an order.
 */
export function jumpsFor(typed: string): readonly Jump[] {
  const text = typed.trim();
  if (text === '') return [];
  const name = encodeURIComponent(text);
  if (RECOVERY.test(text))
    return [
      { to: `/recoveries/${name}`, what: `Recovery ${text}` },
      { to: `/evidence/${name}`, what: `Evidence of ${text}` },
    ];
  if (REDRIVE.test(text)) return [{ to: `/dead-letters?redrive=${name}`, what: `Redrive ${text}` }];
  if (REDRIVE_PLAN.test(text)) return [{ to: `/dead-letters/plans/${name}`, what: `Redrive plan ${text}` }];
  if (DEAD_LETTER.test(text))
    return [{ to: `/dead-letters?dead_letter=${name}`, what: `Dead letter ${text}` }];
  const [, seller, sku] = OFFER.exec(text) ?? [];
  const pages = placesFor(false)
    .filter(({ name: page }) => page.toLowerCase().startsWith(text.toLowerCase()))
    .map(({ to, name: page }) => ({ to, what: page }));
  return [
    ...pages,
    ...(seller === undefined || sku === undefined
      ? [{ to: `/offers?sku=${name}`, what: `SKU ${text}` }]
      : [
          {
            to: `/offers/${encodeURIComponent(seller)}/${encodeURIComponent(sku)}`,
            what: `Offer ${sku} of ${seller}`,
          },
        ]),
    { to: `/flow?event=${name}`, what: `Update with event id ${text}` },
    { to: `/reservations/${name}`, what: `Reservation ${text}` },
  ];
}
