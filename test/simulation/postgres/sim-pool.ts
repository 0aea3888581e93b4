import type { Pool } from 'pg';
import type { SimProcess } from '../machine/sim-process.js';
import { type Answer, type Query, SimConnection } from './sim-connection.js';
import type { SimDatabase } from './sim-database.js';
import { refused } from './sql-error.js';

interface SimClient {
  query(query: Query, values?: readonly unknown[]): Promise<Answer>;
  release(destroy?: boolean): void;
}

/** The part of pg's Pool that the services use. */
export function simPool(database: SimDatabase, process: SimProcess): Pool {
  const idle: SimConnection[] = [];
  const open = (): SimClient => {
    const connection = take(idle, database) ?? new SimConnection(database, process);
    return {
      query: (query, values) => connection.query(query, values),
      release: (destroy = false) => {
        if (!destroy) idle.push(connection);
      },
    };
  };
  const connect = (): Promise<SimClient> => {
    if (database.up && process.state === 'up') return Promise.resolve(open());
    return new Promise((resolve, reject) => {
      process.after(database.random.between(1, 20), () =>
        database.up ? resolve(open()) : reject(refused()),
      );
    });
  };
  const query = async (asked: Query, values?: readonly unknown[]): Promise<Answer> => {
    const client = await connect();
    try {
      return await client.query(asked, values);
    } finally {
      client.release();
    }
  };
  return { connect, query } as Pool;
}

/** A connection that broke while it was idle is not handed out again. */
function take(idle: SimConnection[], database: SimDatabase): SimConnection | undefined {
  for (let one = idle.pop(); one !== undefined; one = idle.pop())
    if (database.connections.has(one)) return one;
  return undefined;
}
