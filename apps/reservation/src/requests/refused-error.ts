/** Thrown if a command was refused; `code` is stable. */
export class ReservationRefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}
