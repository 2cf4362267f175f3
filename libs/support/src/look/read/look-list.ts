import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import type { SupportLooked } from '../domain/look.events';

/** Where the looks at one subject are: the streams are by tenant, and a subject's timeline is asked for by subject. */
export type LookListed = Readonly<{ subject: string; position: number; stream: string; revision: number }>;

export const lookList = view<SupportLooked, LookListed>({
  name: 'look-list',
  version: 1,
  categories: ['looks'],
  // By the look's own id: what was told to two tenants is shown once.
  keys: ({ data }) => (data.subject === null ? [] : [data.lookId]),
  fold: (document, { data, position, stream, revision }) => document ?? { subject: data.subject ?? '', position, stream, revision },
  schema: new Schema({ _id: String, subject: String, position: Number }, { strict: false, versionKey: false }).index({
    subject: 1,
    position: 1,
  }),
});
