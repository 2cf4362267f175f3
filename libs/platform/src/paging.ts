import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalid, Rejection } from '@causeway/event-sourcing/model';
import { Injectable } from '@nestjs/common';
import type { Model } from 'mongoose';
import type { ListQuery, Page } from './doors/list';
import { Vault } from './vault';

type Direction = 1 | -1;
export type Order = readonly (readonly [field: string, direction: Direction])[];

export type PageRequest = Readonly<{
  filter: Readonly<Record<string, unknown>>;
  /** The last field must be unique (`_id`); all of them are in every document, never null. */
  order: Order;
  query: ListQuery;
  /** The key of the index that leads to few documents beside those wanted, where more than one would do. */
  hint?: Readonly<Record<string, Direction>> | undefined;
  /** What a cursor of this list belongs to: the tenant, the route and the filters. Another list's cursor is refused. */
  bind: readonly (string | number | boolean | null | undefined)[];
}>;

const EXACT_UP_TO = 10_000;

/** Lists (spec 00, *Lists*): by number for those who leaf, by cursor for those who read on; a deep page costs what the first does. */
@Injectable()
export class Paging {
  private readonly key: Buffer;

  constructor(vault: Vault) {
    this.key = vault.key('cursors');
  }

  // biome-ignore lint/suspicious/noExplicitAny: a mongoose model of any document; `show` gives it its type.
  async page<D, T>(model: Model<any>, { filter, order, query, hint, bind }: PageRequest, show: (document: D) => T): Promise<Page<T>> {
    if (query.cursor !== undefined && query.offset !== undefined)
      throw invalid([{ pointer: 'cursor', message: 'cursor and offset cannot be used together' }]);
    const limit = query.limit ?? 100;
    const after = query.cursor === undefined ? null : this.open(query.cursor, bind, order);
    const wanted = after === null ? filter : { $and: [filter, ...beyond(order, after)] };
    const sort = Object.fromEntries(order);
    const offset = after === null ? (query.offset ?? 0) : 0;

    const found = model
      .find(wanted, null, hint && { hint })
      .sort(sort)
      .limit(limit + 1);
    const [documents, count] = await Promise.all([
      (offset > 0 ? found.skip(offset) : found).lean().exec() as Promise<D[]>,
      after === null ? model.countDocuments(filter, { limit: EXACT_UP_TO + 1, ...(hint && { hint }) }).exec() : null,
    ]);
    const shown = documents.slice(0, limit);
    const last = shown.at(-1);
    return {
      totalCount: count === null ? null : Math.min(count, EXACT_UP_TO),
      ...(count !== null && count > EXACT_UP_TO ? { totalCountExact: false as const } : {}),
      items: shown.map(show),
      nextCursor:
        last !== undefined && documents.length > limit
          ? this.seal(
              order.map(([field]) => valueAt(last, field)),
              bind,
            )
          : null,
    };
  }

  private seal(keys: readonly unknown[], bind: PageRequest['bind']): string {
    const body = Buffer.from(JSON.stringify(keys));
    return Buffer.concat([this.tag(body, bind), body]).toString('base64url');
  }

  private open(cursor: string, bind: PageRequest['bind'], order: Order): readonly unknown[] {
    const bytes = Buffer.from(cursor, 'base64url');
    const body = bytes.subarray(16);
    if (bytes.length <= 16 || !timingSafeEqual(bytes.subarray(0, 16), this.tag(body, bind))) throw foreign();
    const keys = JSON.parse(body.toString()) as unknown[];
    if (keys.length !== order.length) throw foreign();
    return keys;
  }

  private tag(body: Buffer, bind: PageRequest['bind']): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify(bind.map((one) => one ?? null)))
      .update('\u0000')
      .update(body)
      .digest()
      .subarray(0, 16);
  }
}

const foreign = () => new Rejection('invalid', 'cursor.invalid', 'This cursor was not made by this list with these filters.');

/**
 * After these keys, in this order: for (a, b) it is `a beyond x, or a is x and b beyond y`. The first condition says again,
 * of the first field alone, what an index can serve: no scan however deep the page.
 */
const beyond = (order: Order, keys: readonly unknown[]): Record<string, unknown>[] => {
  const past = (i: number, orAt = '') => ({ [order[i]![0]]: { [`${order[i]![1] === 1 ? '$gt' : '$lt'}${orAt}`]: keys[i] } });
  if (order.length === 1) return [past(0)];
  const alternatives = order.map((_, i) => ({
    ...Object.fromEntries(order.slice(0, i).map(([field], j) => [field, keys[j]])),
    ...past(i),
  }));
  return [past(0, 'e'), { $or: alternatives }];
};

const valueAt = (document: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], document);
