import { statfs } from 'node:fs/promises';
import { DOCUMENTS, EventStore, Views } from '@causeway/event-sourcing';
import { Clock, Configuration, environment, Keyring, VARIABLES } from '@causeway/platform';
import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { Connection } from 'mongoose';
import { jobList } from '../../job/read/job-list';
import { ListProjections } from '../../projection/read/list-projections';
import { type Finding, fine, looked, trouble } from '../finding';

export type Examination = Readonly<{
  checkedOn: string;
  settings: readonly Readonly<{ name: string; value: string | null; fallback: string }>[];
  findings: readonly Finding[];
}>;

/** What `causeway doctor` asks of the platform: settings in force (secrets masked), and each finding with its remedy (spec 60). */
export class Examine extends Query<Examination> {}

const GIB = 1024 ** 3;
const LATE_SECONDS = 60;

@QueryHandler(Examine)
export class ExamineHandler implements IQueryHandler<Examine> {
  constructor(
    private readonly store: EventStore,
    private readonly views: Views,
    private readonly keyring: Keyring,
    private readonly configuration: Configuration,
    private readonly queries: QueryBus,
    private readonly clock: Clock,
    @Inject(DOCUMENTS) private readonly documents: Connection,
  ) {}

  async execute(): Promise<Examination> {
    const { eventStore, mongo, dataDir } = this.configuration;
    const findings = await Promise.all([
      looked('event store', 'Start it, or correct CAUSEWAY_EVENT_STORE.', async () => {
        await this.store.ping();
        return fine('event store', `${kindOf(eventStore)}, ${await this.store.head()} is the newest position`);
      }),
      looked('documents', 'Start them, or correct CAUSEWAY_MONGO.', async () =>
        fine('documents', `${kindOf(mongo)}${await this.version()}`),
      ),
      looked('keys', 'Put the keys folder back, or set CAUSEWAY_MASTER_KEY to the key of this installation.', async () => {
        await this.keyring.ready();
        return fine('keys', 'signing keys can be opened');
      }),
      looked('disk', `Make room where ${dataDir} lies.`, () => this.disk()),
      looked('projections', 'Look at causeway projections.', () => this.projections()),
      looked('jobs', 'Look at causeway jobs.', () => this.jobs()),
    ]);
    return { checkedOn: this.clock.now(), settings: settingsInForce(), findings: findings.flat() };
  }

  private async version(): Promise<string> {
    await this.documents.collection('projections').findOne({});
    if (this.configuration.mongo === 'embedded') return '';
    const { version } = ((await this.documents.db?.command({ buildInfo: 1 })) ?? {}) as { version?: string };
    return `, version ${version ?? 'unknown'}`;
  }

  private async disk(): Promise<Finding> {
    const { bavail, blocks, bsize } = await statfs(this.configuration.dataDir);
    const [free, share] = [(bavail * bsize) / GIB, bavail / Math.max(1, blocks)];
    const detail = `${free.toFixed(1)} GiB free (${Math.round(share * 100)} %)`;
    return free < 1 || share < 0.03 ? trouble('disk', detail, `Make room where ${this.configuration.dataDir} lies.`) : fine('disk', detail);
  }

  private async projections(): Promise<readonly Finding[]> {
    const { items } = await this.queries.execute(new ListProjections());
    const bad = items.flatMap(({ name, kind, state, error, lagSeconds, lagEvents }) => {
      if (state === 'stopped' && error)
        return [
          trouble(
            name,
            `stopped at position ${error.position} (${error.type}): ${error.message}`,
            `causeway projections ${kind === 'view' ? 'rebuild' : 'start'} ${name}, or skip ${name} --reason …`,
          ),
        ];
      if (state === 'stopped') return [trouble(name, 'was stopped by a person', `causeway projections start ${name}`)];
      return lagSeconds > LATE_SECONDS
        ? [
            trouble(
              name,
              `is ${lagEvents} events and ${lagSeconds} s behind`,
              'Wait; when it does not shrink, look at the load of the workers.',
            ),
          ]
        : [];
    });
    return bad.length > 0 ? bad : [fine('projections', `${items.length} running, none is late`)];
  }

  private async jobs(): Promise<Finding> {
    const since = new Date(Date.parse(this.clock.now()) - 24 * 3600_000).toISOString();
    const failed = await this.views.model(jobList).countDocuments({ state: 'failed', startedOn: { $gte: since } });
    return failed > 0
      ? trouble('jobs', `${failed} failed within a day`, 'causeway jobs list --state failed')
      : fine('jobs', 'none failed within a day');
  }
}

const kindOf = (address: string): string => (address === 'embedded' ? 'embedded' : address.replace(/\/\/[^@/]*@/, '//…@'));

const settingsInForce = (): Examination['settings'] => {
  const env = environment();
  return VARIABLES.map(({ name, secret, fallback }) => {
    const value = env[name];
    const shown = value === undefined || value === '' ? null : secret ? '********' : kindOf(value);
    return { name, value: shown, fallback };
  });
};
