/** Thrown if one reservation cannot be driven; others can. */
export class NotDrivenError extends Error {
  override readonly name = 'NotDrivenError';

  constructor(
    readonly reservation_id: string,
    options: ErrorOptions,
  ) {
    super(`${reservation_id} could not be driven on`, options);
  }
}
