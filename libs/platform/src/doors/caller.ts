import { forbidden } from '@causeway/event-sourcing/model';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Every scope there is (spec 00, *Tokens and tenant context*). */
export const SCOPES = ['tenants', 'integrations', 'storefront', 'orders', 'gateway', 'usage', 'data', 'support'] as const;
/** Of inbound clients alone: no account holds it, none grants it. */
export const INTEGRATION_SCOPE = 'integration';
export type ScopeName = (typeof SCOPES)[number] | typeof INTEGRATION_SCOPE;

/** Whose identity a token carries. */
export type Account =
  | Readonly<{ kind: 'operator' }>
  | Readonly<{ kind: 'tenant'; tenantId: string }>
  | Readonly<{ kind: 'application'; applicationCode: string; vendorTenantId: string }>
  /** A product host that comes in with its integration's inbound client (spec 20): to what is its own, and nothing else. */
  | Readonly<{ kind: 'integration'; integrationId: string; vendorTenantId: string }>;

/** The one operator tenant. */
export const OPERATOR_TENANT = 'operator';

/** Who is asking: what a verified access token says, nothing of it taken from a header, path or body. */
export class Caller {
  constructor(
    readonly clientId: string,
    readonly account: Account,
    /** The tenant context (`tid`); `null` in the master context. An operator's account acts as `operator`. */
    readonly tid: string | null,
    readonly scopes: ReadonlySet<ScopeName>,
  ) {}

  get actor(): string {
    return `client:${this.clientId}`;
  }

  get isOperator(): boolean {
    return this.account.kind === 'operator';
  }

  /** The tenant that is acted in; 403 `token.tenant-required` in the master context. */
  get tenantId(): string {
    if (this.tid === null) throw forbidden('token.tenant-required', 'This route acts in a tenant: ask for a token with a tid.');
    return this.tid;
  }

  /** Throws 403 `token.operator-only` for everybody but the operator's accounts. */
  operatorOnly(): void {
    if (!this.isOperator) throw forbidden('token.operator-only', 'Only the operator of the marketplace may do this.');
  }
}

/** What the doors hang on a request once its token was verified (`tokens/authenticate.ts`). */
export type Authenticated = { caller?: Caller };

export const callerOf = (request: Authenticated): Caller => {
  if (request.caller === undefined) throw new Error('A route that names its caller must declare a scope.');
  return request.caller;
};

/** The caller of this request. */
export const Called = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<Authenticated>()),
);
