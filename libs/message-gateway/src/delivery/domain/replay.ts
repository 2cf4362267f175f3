/** A place in the log as a person names it: a position, or a time. */
export type Bound = Readonly<{ field: 'position' | 'occurredOn'; value: number | string }>;
/** What a replay was asked to do, as its job keeps it. */
export type Spec = Readonly<{
  owner: string;
  consumerCode: string;
  from: Bound;
  to: Bound | null;
  messageTypes: readonly string[] | null;
  subject: string | null;
  dryRun: boolean;
  until: number;
}>;
/** How far it has got. */
export type Mark = Readonly<{ position: number; part: number; count: number }>;

export const reaches = ({ field, value }: Bound, fact: { position: number; occurredOn: string }): boolean => fact[field] >= value;

export const beginOf = ({ from }: Spec): number => (from.field === 'position' ? (from.value as number) - 1 : 0);
