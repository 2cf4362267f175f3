import { type Act, conflict, type Decision, type Event, type History, sharedStreamOf } from '../model';
import type { Streams } from '../streams';
import type { ProjectionRecords } from './projection-records';

/** What people decided about a view: on the record, because a rebuilt view must equal the one that it replaces, skipped facts included. */
type ProjectionStopped = Event<'ProjectionStopped', { reason: string | null }>;
type ProjectionStarted = Event<'ProjectionStarted', Record<string, never>>;
type EventSkipped = Event<'EventSkipped', { position: number; reason: string }>;
export type ControlEvent = ProjectionStopped | ProjectionStarted | EventSkipped;

export type Control = Readonly<{ wanted: 'running' | 'stopped'; skipped: readonly number[] }>;

export const control: History<Control, ControlEvent> = {
  category: 'projection',
  version: 1,
  initial: { wanted: 'running', skipped: [] },
  evolve: (now, { type, data }) => {
    switch (type) {
      case 'ProjectionStopped':
        return { ...now, wanted: 'stopped' };
      case 'ProjectionStarted':
        return { ...now, wanted: 'running' };
      case 'EventSkipped':
        return { wanted: 'running', skipped: [...now.skipped, data.position] };
    }
  },
};

export const controlStream = (view: string) => sharedStreamOf(control, view);

const stop =
  (reason: string | null): Decision<Control, ControlEvent> =>
  (now) =>
    now.wanted === 'stopped' ? [] : [{ type: 'ProjectionStopped', data: { reason } }];

const start =
  (stuck: boolean): Decision<Control, ControlEvent> =>
  (now) =>
    now.wanted === 'running' && !stuck ? [] : [{ type: 'ProjectionStarted', data: {} }];

const skip =
  (position: number, reason: string): Decision<Control, ControlEvent> =>
  (now) =>
    now.skipped.includes(position) ? [] : [{ type: 'EventSkipped', data: { position, reason } }];

/** Stop, start and skip, asked for by a person; carried out by whichever worker runs the view. */
export class ProjectionControl {
  constructor(
    private readonly streams: Streams,
    private readonly records: ProjectionRecords,
  ) {}

  async read(view: string): Promise<Control> {
    return (await this.streams.load(controlStream(view))).state;
  }

  async stop(view: string, reason: string | null, act: Act): Promise<number> {
    const { position } = await this.streams.transact(controlStream(view), stop(reason), act);
    await this.records.setState(view, { state: 'stopped' });
    return position;
  }

  async start(view: string, act: Act): Promise<number> {
    const stuck = (await this.records.load(view))?.state === 'stopped';
    const { position } = await this.streams.transact(controlStream(view), start(stuck), act);
    await this.records.setState(view, { state: 'running', error: null });
    return position;
  }

  /** Goes on behind the one fact that the view stopped at; for ever, also in every rebuild. */
  async skip(view: string, reason: string, act: Act): Promise<number> {
    const record = await this.records.load(view);
    if (!record?.error) throw conflict('projection.not-stuck', 'The projection has not stopped at an event, so there is none to skip.');
    const { position } = await this.streams.transact(controlStream(view), skip(record.error.position, reason), act);
    await this.records.setState(view, { state: 'running', error: null });
    return position;
  }
}
