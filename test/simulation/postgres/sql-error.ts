/** An error as the driver throws it: with an SQLSTATE, or with the code of a socket. */
export class SqlError extends Error {
  override readonly name = 'error';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const uniqueViolation = (what: string): SqlError => new SqlError('23505', `duplicate key: ${what}`);
export const checkViolation = (what: string): SqlError => new SqlError('23514', `check violated: ${what}`);
export const connectionLost = (): SqlError => new SqlError('ECONNRESET', 'the connection was reset');
export const deadlock = (): SqlError => new SqlError('40P01', 'deadlock detected');
export const serializationFailure = (): SqlError => new SqlError('40001', 'could not serialize access');
export const abortedTransaction = (): SqlError => new SqlError('25P02', 'current transaction is aborted');
export const refused = (): SqlError => new SqlError('ECONNREFUSED', 'the database is unavailable');
