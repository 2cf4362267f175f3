import { HostEventsHttp } from './doors/events.http';
import { IntegrationEventsHttp } from './doors/integration-events.http';
import { InteractionsHttp } from './doors/interactions.http';
import { SyncHttp } from './doors/sync.http';
import { AccountsOfIntegration } from './read/accounts-of-integration';
import { EventDocuments } from './read/event-document';
import { GetHostEventHandler } from './read/get-host-event';
import { GetOrderInteractionHandler } from './read/get-order-interaction';
import { HostExchange } from './read/host-exchange';
import { ListHostEventsHandler } from './read/list-host-events';
import { EventTokens } from './steps/event-tokens';
import { HostAccess } from './work/host-access';
import { HostCaller } from './work/host-call';
import { HostLanes } from './work/host-lanes';
import { PingTests } from './work/ping-tests';
import { AskUserSyncHandler } from './write/ask-user-sync';
import { CallProductHostHandler } from './write/call-product-host';
import { ComeBackHandler } from './write/come-back';
import { ConcludeHostEventHandler } from './write/conclude-host-event';
import { RaiseFollowingEventsHandler } from './write/raise-following-events';
import { RaiseInvoiceNoticeHandler } from './write/raise-invoice-notice';
import { RaiseOrderEventHandler } from './write/raise-order-event';
import { RaiseUserEventHandler } from './write/raise-user-event';
import { ResolveHostEventHandler } from './write/resolve-host-event';
import { RunPingTestHandler } from './write/run-ping-test';

/** Of the module: how product hosts are told, and answer. */
export const hostEventDoors = [HostEventsHttp, IntegrationEventsHttp, InteractionsHttp, SyncHttp];
export const hostEventParts = [
  ...[RaiseOrderEventHandler, RaiseFollowingEventsHandler, RaiseUserEventHandler, CallProductHostHandler, ConcludeHostEventHandler],
  ...[RaiseInvoiceNoticeHandler, ResolveHostEventHandler, ComeBackHandler, AskUserSyncHandler, RunPingTestHandler],
  ...[GetHostEventHandler, GetOrderInteractionHandler, ListHostEventsHandler, EventDocuments, AccountsOfIntegration, HostExchange],
  ...[EventTokens, HostAccess, HostCaller, HostLanes, PingTests],
];
