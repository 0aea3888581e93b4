/** The Recovery Contracts of this release, by their flow; the service refuses another and names those it has. */
export const FLOWS = [
  'inventory-availability-projection',
  'inventory-stock-tables',
  'reservation-view',
] as const;
