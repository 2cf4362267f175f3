import { conflict, type Decision, type History, type Json, sharedStreamOf } from '@causeway/event-sourcing/model';
import type { JobEvent, JobStarted } from './job.events';

export type JobState = 'running' | 'paused' | 'cancelled' | 'done' | 'failed';

export type Job =
  | { state: 'absent' }
  | (JobStarted['data'] & {
      state: JobState;
      done: number;
      total: number;
      mark: Json;
      error: string | null;
      result: Json;
      startedOn: string;
    });

export const job: History<Job, JobEvent> = {
  category: 'job',
  version: 1,
  initial: { state: 'absent' },
  evolve: (now, fact) => {
    if (fact.type === 'JobStarted')
      return { ...fact.data, state: 'running', done: 0, total: 0, mark: null, error: null, result: null, startedOn: fact.occurredOn };
    if (now.state === 'absent') return now;
    switch (fact.type) {
      case 'JobProgressed':
        return { ...now, ...fact.data };
      case 'JobPaused':
        return { ...now, state: 'paused' };
      case 'JobResumed':
        return { ...now, state: 'running' };
      case 'JobCancelled':
        return { ...now, state: 'cancelled' };
      case 'JobDone':
        return { ...now, ...fact.data, state: 'done' };
      case 'JobFailed':
        return { ...now, ...fact.data, state: 'failed' };
    }
  },
};

export const jobStream = (jobId: string) => sharedStreamOf(job, jobId);

type Decide = Decision<Job, JobEvent>;

export const start =
  (data: JobStarted['data']): Decide =>
  (now) =>
    now.state === 'absent' ? [{ type: 'JobStarted', data }] : [];

/** A report of a job that was paused or cancelled meanwhile comes too late and says nothing. */
export const progress =
  (done: number, total: number, mark: Json): Decide =>
  (now) =>
    now.state === 'running' && (now.done !== done || now.total !== total) ? [{ type: 'JobProgressed', data: { done, total, mark } }] : [];

export const finish =
  (done: number, total: number, result: Json): Decide =>
  (now) =>
    now.state === 'running' ? [{ type: 'JobDone', data: { done, total, result } }] : [];

export const fail =
  (error: string, reached: { done?: number; total?: number } = {}): Decide =>
  (now) =>
    now.state === 'running' ? [{ type: 'JobFailed', data: { error, ...reached } }] : [];

/** What a person may ask of a job that is under way. The same again is quiet. */
export type Wish = 'pause' | 'resume' | 'cancel';

const WISHES: Record<Wish, { from: readonly JobState[]; to: JobState; type: 'JobPaused' | 'JobResumed' | 'JobCancelled' }> = {
  pause: { from: ['running'], to: 'paused', type: 'JobPaused' },
  resume: { from: ['paused'], to: 'running', type: 'JobResumed' },
  cancel: { from: ['running', 'paused'], to: 'cancelled', type: 'JobCancelled' },
};

export const steer =
  (wish: Wish): Decide =>
  (now) => {
    const { from, to, type } = WISHES[wish];
    if (now.state === to) return [];
    if (now.state !== 'absent' && from.includes(now.state)) return [{ type, data: {} }];
    throw conflict('job.invalid-transition', `A job that is ${now.state} cannot ${wish}.`, { state: now.state });
  };
