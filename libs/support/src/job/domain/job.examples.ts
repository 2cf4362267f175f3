import type { JobCancelled, JobDone, JobFailed, JobPaused, JobProgressed, JobResumed, JobStarted } from './job.events';

export const started: JobStarted = {
  type: 'JobStarted',
  data: { jobId: 'j1', kind: 'projection.rebuild', spec: { name: 'order-list' }, owner: 'client:support', tenantId: 'operator' },
};
export const progressed: JobProgressed = { type: 'JobProgressed', data: { done: 5000, total: 12000, mark: { position: 5000 } } };
export const paused: JobPaused = { type: 'JobPaused', data: {} };
export const resumed: JobResumed = { type: 'JobResumed', data: {} };
export const cancelled: JobCancelled = { type: 'JobCancelled', data: {} };
export const done: JobDone = { type: 'JobDone', data: { done: 12000, total: 12000, result: { documents: 1, differences: [] } } };
export const failed: JobFailed = { type: 'JobFailed', data: { error: 'The disk is full.' } };
