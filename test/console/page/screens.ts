/** What the screens are about. */
export interface Subjects {
  readonly seller_id: string;
  /** Its view says otherwise than its ledger. */
  readonly sku: string;
  readonly event_id: string;
  /** A verification of it, and a repair that waits for an approval. */
  readonly verified: string;
  readonly planned: string;
  readonly dead_letter: string;
  readonly reservation_id: string;
}

/** A screen of the console. */
export interface Screen {
  /** Of its picture in docs/console. */
  readonly name: string;
  readonly place: (of: Subjects) => string;
  readonly heading: RegExp;
  /** A text that is there once its answers are. */
  readonly loaded: RegExp;
}

const text = encodeURIComponent;

/** Every screen, in the order of the navigation. */
export const SCREENS: readonly Screen[] = [
  { name: 'now', place: () => '/', heading: /^Now$/, loaded: /5 of 5 answered/ },
  {
    name: 'offers',
    place: ({ seller_id }) => `/offers?seller=${seller_id}`,
    heading: /^Offers$/,
    loaded: /on hand/,
  },
  {
    name: 'offer',
    place: ({ seller_id, sku }) => `/offers/${seller_id}/${sku}`,
    heading: / of /,
    loaded: /, not /,
  },
  { name: 'recoveries', place: () => '/recoveries', heading: /^Recoveries$/, loaded: /\d shown/ },
  {
    name: 'wizard',
    place: ({ seller_id, sku }) => `/recoveries/new?scope=by_offer&offers=${text(`${seller_id}/${sku}`)}`,
    heading: /^Verify or repair$/,
    loaded: /Intent/,
  },
  {
    name: 'wizard-found',
    place: ({ verified }) => `/recoveries/new?verified=${verified}`,
    heading: /^Verify or repair$/,
    loaded: /Repair what failed/,
  },
  {
    name: 'run',
    place: ({ planned }) => `/recoveries/${planned}`,
    heading: /^Repair of /,
    loaded: /Plan digest/,
  },
  { name: 'evidence', place: () => '/evidence', heading: /^Evidence$/, loaded: /nobody: it is the first/ },
  {
    name: 'record',
    place: ({ verified }) => `/evidence/${verified}`,
    heading: /^Evidence$/,
    loaded: /untrusted/,
  },
  { name: 'verify', place: () => '/verify', heading: /^Verify a file$/, loaded: /Keys and files/ },
  {
    name: 'dead-letters',
    place: () => '/dead-letters',
    heading: /^Dead letters$/,
    loaded: /By reason/,
  },
  {
    name: 'dead-letter',
    place: ({ dead_letter }) => `/dead-letters?dead_letter=${text(dead_letter)}`,
    heading: /^Dead letters$/,
    loaded: /Looked after by/,
  },
  {
    name: 'reservations',
    place: () => '/reservations',
    heading: /^Reservations$/,
    loaded: /\d shown/,
  },
  {
    name: 'reservation',
    place: ({ reservation_id }) => `/reservations/${reservation_id}`,
    heading: /^Reservation /,
    loaded: /held/,
  },
  { name: 'capture', place: () => '/capture', heading: /^Capture$/, loaded: /Connect says/ },
  { name: 'positions', place: () => '/positions', heading: /^Positions$/, loaded: /read by/ },
  {
    name: 'flow',
    place: ({ event_id, seller_id }) => `/flow?event=${text(event_id)}&seller=${seller_id}`,
    heading: /^Flow$/,
    loaded: /In the view/,
  },
];
