import type { RequestAnswered, RequestAnswerPart, RequestClaimed, RequestTakenOver } from './request.events';

export const claimed: RequestClaimed = {
  type: 'RequestClaimed',
  data: { fingerprint: 'f'.repeat(64), seed: 'v1.AAAA', at: '2026-01-01T09:00:00.000Z', instance: '0b7cf6f2-6b0c-4a6e-9c6a-1d2f5b8f4a11' },
};
export const takenOver: RequestTakenOver = { type: 'RequestTakenOver', data: { instance: '5b2a7f0e-1f53-4e0e-8c57-7f1d9b1c2d33' } };
export const answerPart: RequestAnswerPart = { type: 'RequestAnswerPart', data: { sealed: 'p1.0b7cf6f2.AAAA' } };
export const answered: RequestAnswered = {
  type: 'RequestAnswered',
  data: {
    status: 201,
    headers: { etag: '"0"', 'causeway-position': '12' },
    sealed: 'p1.0b7cf6f2.BBBB',
    parts: 1,
    owner: 'tenant:acme',
    secret: false,
  },
};
