import { BACKWARDS } from '@eventstore/db-client';
import { EventStore, type Expected, type Proposed, type Receipt, type Stretch, type SubscribeOptions } from '../../event-store';
import type { Stored } from '../../model';
import { append } from './append';
import { Connection } from './connection';
import { drain } from './drain';
import { follow } from './follow';
import { Head } from './head';
import { readLog, readStream } from './reading';
import { Tide } from './tide';
import { type Timing, USUAL_TIMING } from './timing';

/** The port on EventStoreDB 22.10 to 24, and KurrentDB, through `@eventstore/db-client`. Positions are commit positions. */
export class EventStoreDbStore extends EventStore {
  private readonly newest: Head;
  private readonly tide: Tide;

  private constructor(private readonly connection: Connection) {
    super();
    this.newest = new Head(connection);
    this.tide = new Tide(connection, this.newest);
  }

  /**
   * Opens nothing yet: the first call does, so that a start does not depend on the server's being there (`ping` asks for it).
   * @param connectionString `esdb://` or `kurrentdb://`, `+discover` for a cluster; credentials, `tls` and `tlsCAFile` in it.
   * @param options waiting times in milliseconds, where they differ from the usual ones
   */
  static connect(connectionString: string, options: Partial<Timing> = {}): EventStoreDbStore {
    return new EventStoreDbStore(new Connection(connectionString, { ...USUAL_TIMING, ...options }));
  }

  override async append(stream: string, expected: Expected, events: readonly Proposed[]): Promise<Receipt> {
    const receipt = await append(this.connection, stream, expected, events);
    this.newest.note(receipt.position);
    return receipt;
  }

  override read(stream: string, options: { from?: number; limit?: number } = {}): Promise<readonly Stored[]> {
    return readStream(this.connection, stream, options);
  }

  override readBackwards(stream: string, options: { from?: number; limit: number }): Promise<readonly Stored[]> {
    return readStream(this.connection, stream, options, BACKWARDS);
  }

  override readAll({ after, categories, limit }: { after: number; categories: readonly string[]; limit: number }): Promise<Stretch> {
    return readLog(this.connection, after, categories, limit);
  }

  override subscribe(options: SubscribeOptions): AsyncIterable<Stretch> {
    return follow(this.connection, this.tide, options);
  }

  override head(): Promise<number> {
    return this.newest.read();
  }

  override async ping(): Promise<void> {
    await this.connection.ask('Asking for a sign of life', (line, ms) =>
      drain(line, line.client.readAll({ maxCount: 1 }), ms, 'Ping', () => undefined),
    );
  }

  override close(): Promise<void> {
    return this.connection.close();
  }
}
