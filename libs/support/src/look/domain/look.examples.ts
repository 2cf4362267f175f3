import type { SupportLooked } from './look.events';

export const looked: SupportLooked = {
  type: 'SupportLooked',
  data: { lookId: 'l1', subject: 'order:0190a1b2-0000-7000-8000-000000000001', what: 'timeline', reason: null },
};
