import type { Event } from '@causeway/event-sourcing/model';

/** The operator's support looked at something of a tenant (spec 60). Who and when stand beside the fact, as with every one. */
export type SupportLooked = Event<
  'SupportLooked',
  {
    /** One look at what two tenants share is told to both; it is one look all the same. */
    lookId: string;
    /** `order:{id}` and the like; null for a list. */
    subject: string | null;
    /** What was looked at: `timeline`, `state`, `diff`, `history`, `flow`, `deliveries`, `export`. */
    what: string;
    /** Given where a reason is asked for: personal data that leaves the installation. */
    reason: string | null;
  }
>;
