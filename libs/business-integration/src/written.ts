import type { Act, Recorded } from '@causeway/event-sourcing/model';

/** What a write answers: how the thing looks now, and where on the record that is. */
export type Written<B> = Readonly<{ body: B; revision: number; position: number }>;

/** The rest of a request whose first fact is on the record: the same person asking, for the same reason, at the same time. */
export const finishing = ({ meta, occurredOn }: Recorded): Act => ({ ...meta, at: occurredOn });

/** Ids of things are UUIDs; anything else is the id of nothing, and no stream is named by it. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
