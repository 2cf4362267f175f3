import type { Progress } from '../follow';
import { type Decision, type Event, type History, sharedStreamOf } from '../model';

/**
 * How far a policy or a process has come, on the record itself: were it kept with the documents, losing those would make
 * every policy ask again for everything that ever happened.
 */
type PlaceKept = Event<'PlaceKept', { position: number }>;
type FollowerStopped = Event<
  'FollowerStopped',
  { position: number; error: { message: string; position: number; eventId: string; type: string } | null }
>;
type FollowerStarted = Event<'FollowerStarted', { position: number }>;
export type PlaceEvent = PlaceKept | FollowerStopped | FollowerStarted;

export const place: History<Progress, PlaceEvent> = {
  category: 'place',
  version: 1,
  initial: { position: 0, state: 'running', error: null },
  evolve: (progress, { type, data }) => {
    switch (type) {
      case 'PlaceKept':
        return { ...progress, position: data.position };
      case 'FollowerStopped':
        return { position: data.position, state: 'stopped', error: data.error };
      case 'FollowerStarted':
        return { position: data.position, state: 'running', error: null };
    }
  },
};

export const placeStream = (subscriber: string) => sharedStreamOf(place, subscriber);

type Decide = Decision<Progress, PlaceEvent>;

export const keepPlace =
  (position: number): Decide =>
  (now) =>
    position > now.position ? [{ type: 'PlaceKept', data: { position } }] : [];

export const stopFollower =
  (position: number, error: Progress['error']): Decide =>
  (now) =>
    now.state === 'stopped' ? [] : [{ type: 'FollowerStopped', data: { position: Math.max(position, now.position), error } }];

/** Starts it again; `skip` goes on behind the fact that it stopped at. */
export const startFollower =
  (skip: boolean): Decide =>
  (now) =>
    now.state === 'running' ? [] : [{ type: 'FollowerStarted', data: { position: skip && now.error ? now.error.position : now.position } }];
