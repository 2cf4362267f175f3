import type { CommandRefused } from './refusal.events';

export const refused: CommandRefused = {
  type: 'CommandRefused',
  data: {
    subject: 'order:0190a1b2-0000-7000-8000-000000000001',
    command: 'SetOrderStatus',
    code: 'order.invalid-transition',
    detail: 'An order that is Done cannot become Validation.',
    extra: { allowed: [] },
  },
};
