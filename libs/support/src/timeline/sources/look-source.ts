import type { FactPlace, Views } from '@causeway/event-sourcing';
import { lookList } from '../../look/read/look-list';

/** Looks at one subject, by the index over all tenants' looks. */
export const looksAt =
  (views: Views, subject: string) =>
  async (after: number, limit: number): Promise<readonly FactPlace[]> =>
    (await views
      .model(lookList)
      .find({ subject, position: { $gt: after } })
      .sort({ position: 1 })
      .limit(limit)
      .lean()) as unknown as readonly FactPlace[];
