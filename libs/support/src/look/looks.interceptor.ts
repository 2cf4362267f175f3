import { Subjects } from '@causeway/event-sourcing';
import { type Asked, type Caller } from '@causeway/platform';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import { Viewing } from '../timeline/viewing';
import { type Look, Looks } from './looks';

type Got = Readonly<{ method: string; url: string; caller?: Caller; asked?: Asked; query: Readonly<Record<string, string | undefined>> }>;
type Delivery = Readonly<{ tenantId?: string; subject?: string }>;

const THING = /^\/api\/v1\/(order|subscription)s\/([0-9a-f-]{36})(?:\/(history|flow))?$/;
const DELIVERIES = /^\/api\/v1\/gateway\/deliveries(\/[^/]+)?$/;

/**
 * What the operator's support reads through other contexts' doors is a look too (spec 00, scope `support`): the history of a
 * thing, how it stood, its flow, deliveries. Written down when there is an answer, and before it is given.
 */
@Injectable()
export class LooksAtOthers implements NestInterceptor {
  constructor(
    private readonly looks: Looks,
    private readonly viewing: Viewing,
    private readonly subjects: Subjects,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const got = context.switchToHttp().getRequest<Got>();
    if (got.method !== 'GET' || got.caller?.isOperator !== true) return next.handle();
    const path = got.url.split('?', 1)[0] ?? '';
    const [thing, deliveries] = [THING.exec(path), DELIVERIES.exec(path)];
    if (thing === null && deliveries === null) return next.handle();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        const look = thing ? await this.ofThing(thing, got) : await this.ofDeliveries(answer, got);
        if (look && got.asked) await this.looks.record(got.asked, look);
        return answer;
      }),
    );
  }

  private async ofThing([, kind, id, part]: RegExpExecArray, { query, caller }: Got): Promise<Look | null> {
    const then = query['at'] !== undefined || query['atRevision'] !== undefined;
    // The operator's own programs read orders as a part of running the marketplace; whoever has only `support` looks.
    if (part === undefined && !then && caller?.scopes.has('orders')) return null;
    const seen = await this.viewing.look(`${kind}:${id}`);
    return seen && { subject: seen.name, what: part ?? 'state', tenants: seen.tenants };
  }

  private async ofDeliveries(answer: unknown, { query: { subject } }: Got): Promise<Look> {
    const { items } = answer as { items?: readonly Delivery[] };
    const shown = items ?? [answer as Delivery];
    const tenants = [...new Set(shown.map(({ tenantId }) => tenantId).filter((one) => one !== undefined))];
    // A thing may have been asked for by a name that is not the one under which looks at it are found.
    const about = subject === undefined ? (items ? null : (shown[0]?.subject ?? null)) : await this.subjects.trueName(subject);
    return { subject: about, what: 'deliveries', tenants };
  }
}
