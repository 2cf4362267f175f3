import { view } from '@causeway/event-sourcing';
import { Schema } from 'mongoose';
import type { JobState } from '../domain/job';
import type { JobEvent } from '../domain/job.events';

/** Every job and whether a worker has to carry it on. */
export type JobListed = { kind: string; state: JobState; owner: string; tenantId: string | null; startedOn: string };

/** One's own are few beside everybody's, whatever else is asked for. */
export const NEWEST_OF_OWNER = { owner: 1, startedOn: -1, _id: -1, tenantId: 1, state: 1 } as const;

export const jobList = view<JobEvent, JobListed>({
  name: 'job-list',
  version: 4,
  categories: ['job'],
  keys: (fact) => [fact.stream.slice('job-'.length)],
  fold: (document, fact) => {
    if (fact.type === 'JobStarted') {
      const { kind, owner, tenantId } = fact.data;
      return { kind, state: 'running', owner, tenantId, startedOn: fact.occurredOn };
    }
    if (document === null) return null;
    switch (fact.type) {
      case 'JobProgressed':
        return document;
      case 'JobPaused':
        return { ...document, state: 'paused' };
      case 'JobResumed':
        return { ...document, state: 'running' };
      case 'JobCancelled':
        return { ...document, state: 'cancelled' };
      case 'JobDone':
        return { ...document, state: 'done' };
      case 'JobFailed':
        return { ...document, state: 'failed' };
    }
  },
  schema: new Schema({ _id: String, kind: String, state: String, owner: String, startedOn: String }, { strict: false, versionKey: false })
    .index({ state: 1, startedOn: -1, _id: -1 })
    .index(NEWEST_OF_OWNER)
    .index({ startedOn: -1, _id: -1 }),
});
