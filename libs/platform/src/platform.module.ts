import { type DynamicModule, Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Clock } from './clock';
import { Configuration } from './config/configuration';
import { HttpDoors } from './doors/http-doors';
import { Intake } from './doors/intake';
import { Overload } from './doors/overload';
import { HealthRoutes } from './health/health-routes';
import { Readiness } from './health/readiness';
import { AnswerKeeper } from './idempotency/answer-keeper';
import { ClaimingCommandBus } from './idempotency/claiming-command-bus';
import { IdempotentRequests } from './idempotency/idempotent-requests';
import { RequestLog } from './idempotency/request-log';
import { Paging } from './paging';
import { Shutdown } from './shutdown';
import { Metrics } from './telemetry/metrics';
import { AccessTokens } from './tokens/access-tokens';
import { Authenticator } from './tokens/authenticate';
import { Keyring } from './tokens/keyring';
import { TokenEndpoint } from './tokens/token-endpoint';
import { TokensHttp } from './tokens/tokens.http';
import { WrongSecrets } from './tokens/wrong-secrets';
import { Vault } from './vault';
import { SealedVault } from './vault/sealed-vault';

const HOUR = 60 * 60 * 1000;

const PARTS = [
  Clock,
  AccessTokens,
  AnswerKeeper,
  Authenticator,
  HealthRoutes,
  HttpDoors,
  IdempotentRequests,
  Intake,
  Keyring,
  Metrics,
  Overload,
  Paging,
  Readiness,
  RequestLog,
  Shutdown,
  TokenEndpoint,
  WrongSecrets,
];

/** By a factory: as a class it would inherit what Nest's own bus asks to be injected. */
const CLAIMING_BUS = {
  provide: CommandBus,
  inject: [ModuleRef, IdempotentRequests],
  useFactory: (modules: ModuleRef, requests: IdempotentRequests) => new ClaimingCommandBus(modules, requests),
};

/**
 * Everything that contexts stand on. Asks the application for `Streams`, `EventStore` and `ReadModels` (the kernel's) and
 * `Admission` (tenancy's), which must be provided by global modules.
 */
@Global()
@Module({})
export class PlatformModule implements OnApplicationBootstrap {
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly keyring: Keyring,
    private readonly readiness: Readiness,
    private readonly shutdown: Shutdown,
    @Inject(SealedVault) private readonly vault: SealedVault,
    private readonly modules: ModulesContainer,
  ) {}

  /** The vault is opened before: a wrong master key is a fault of the configuration, told before anything else starts. */
  static forRoot(configuration: Configuration, vault: SealedVault): DynamicModule {
    return {
      module: PlatformModule,
      // Nest's own module, with our command bus in the place of its own.
      imports: [{ module: CqrsModule, global: true, providers: [CLAIMING_BUS] }],
      controllers: [TokensHttp],
      providers: [
        ...PARTS,
        { provide: Configuration, useValue: configuration },
        { provide: SealedVault, useValue: vault },
        { provide: Vault, useExisting: SealedVault },
      ],
      exports: [...PARTS, Configuration, Vault],
    };
  }

  onApplicationBootstrap(): void {
    this.refuseSecondBus();
    this.readiness.register({ name: 'keys', ready: () => this.keyring.ready() });
    this.keyring.warm();
    this.sweeping = setInterval(() => this.forgetOldAnswers(), HOUR / 4).unref();
    this.shutdown.last('vault', () => {
      clearInterval(this.sweeping);
      return this.vault.close();
    });
  }

  /** Secrets that nobody used within a day are forgotten (spec 00, *Idempotency*). */
  private forgetOldAnswers(): void {
    const before = new Date(Date.now() - 24 * HOUR).toISOString();
    this.vault.eraseOlder('answer:', before).catch(() => undefined);
  }

  /** A context that imports Nest's module itself would send its commands past the Idempotency-Key. */
  private refuseSecondBus(): void {
    const buses = [...this.modules.values()].filter((module) => module.metatype === CqrsModule);
    if (buses.length > 1) throw new Error('CqrsModule is global: a context does not import it.');
  }
}
