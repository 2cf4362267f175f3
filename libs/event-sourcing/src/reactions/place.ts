import type { Progress } from '../follow';
import { conflict, type Decision, type Event, type History, sharedStreamOf } from '../model';

/**
 * How far a policy or a process has come, on the record itself: were it kept with the documents, losing those would make
 * every policy ask again for everything that ever happened.
 */
type PlaceKept = Event<'PlaceKept', { position: number }>;
type FollowerStopped = Event<
  'FollowerStopped',
  { position: number; error: { message: string; position: number; eventId: string; type: string } | null; reason?: string }
>;
/** `skipped`: the one fact that a person had it go on behind, and why. */
type FollowerStarted = Event<'FollowerStarted', { position: number; skipped?: { position: number; reason: string } }>;
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

export type Decide = Decision<Progress, PlaceEvent>;

export const keepPlace =
  (position: number): Decide =>
  (now) =>
    position > now.position ? [{ type: 'PlaceKept', data: { position } }] : [];

export const stopFollower =
  (position: number, error: Progress['error'], reason: string | null = null): Decide =>
  (now) => {
    if (now.state === 'stopped') return [];
    const why = reason === null ? {} : { reason };
    return [{ type: 'FollowerStopped', data: { position: Math.max(position, now.position), error, ...why } }];
  };

export const startFollower: Decide = (now) =>
  now.state === 'running' ? [] : [{ type: 'FollowerStarted', data: { position: now.position } }];

/** Goes on behind the one fact that it stopped at. */
export const skipFact =
  (reason: string): Decide =>
  ({ error }) => {
    if (error === null) throw conflict('projection.not-stuck', 'It has not stopped at an event, so there is none to skip.');
    const { position } = error;
    return [{ type: 'FollowerStarted', data: { position, skipped: { position, reason } } }];
  };
