import { Subjects, Views } from '@causeway/event-sourcing';
import { Configuration } from '@causeway/platform';
import { Global, Module } from '@nestjs/common';
import { AddressGuard } from './address/address-guard';
import { ConsumersHttp } from './consumer/doors/consumers.http';
import { consumerList, ListConsumersHandler } from './consumer/read/consumer-list';
import { consumerSubject } from './consumer/read/consumer-subject';
import { GetConsumerHandler } from './consumer/read/one-consumer';
import { ChangeConsumerHandler } from './consumer/write/change-consumer';
import { RegisterConsumerHandler } from './consumer/write/register-consumer';
import { RemoveConsumerHandler } from './consumer/write/remove-consumer';
import { RotateSecretHandler } from './consumer/write/rotate-secret';
import { SteerConsumerHandler } from './consumer/write/steer-consumer';
import { TestConsumerHandler } from './consumer/write/test-consumer';
import { DeliveriesHttp } from './delivery/doors/deliveries.http';
import { ReplayRunner } from './delivery/react/replay-runner';
import { deliveries } from './delivery/read/deliveries';
import { ListDeliveriesHandler } from './delivery/read/list-deliveries';
import { GetDeliveryHandler, OneDelivery } from './delivery/read/one-delivery';
import { Standings } from './delivery/read/standing';
import { SubjectDeliveriesByView } from './delivery/read/subject-deliveries';
import { RedeliverHandler } from './delivery/write/redeliver';
import { REPLAY_JOB, ReplayHandler } from './delivery/write/replay';
import { SkipDeliveryHandler } from './delivery/write/skip-delivery';
import { GatewayWork } from './gateway-work';
import { GrpcDoor } from './grpc/grpc-door';
import { StreamTable } from './grpc/stream-table';
import { GatewayJobs } from './ports/jobs';
import { LanePlaces } from './ports/lane-places';
import { MongoLanePlaces } from './ports/mongo-lane-places';
import { SubjectDeliveries } from './published';

const writes = [
  ...[
    RegisterConsumerHandler,
    ChangeConsumerHandler,
    RemoveConsumerHandler,
    SteerConsumerHandler,
    RotateSecretHandler,
    TestConsumerHandler,
  ],
  ...[SkipDeliveryHandler, RedeliverHandler, ReplayHandler],
];
const reads = [GetConsumerHandler, ListConsumersHandler, GetDeliveryHandler, ListDeliveriesHandler, OneDelivery, Standings];
const guard = {
  provide: AddressGuard,
  inject: [Configuration],
  useFactory: ({ stage, allowedHosts }: Configuration) => new AddressGuard({ stage, allowedHosts }),
};

/**
 * How agents are told (spec 25). Global, for every outgoing call of the other contexts goes through its `AddressGuard`.
 * Whoever composes the platform provides `GatewayJobs`, and starts `GatewayWork` and `GrpcDoor`.
 */
@Global()
@Module({
  controllers: [ConsumersHttp, DeliveriesHttp],
  providers: [
    ...writes,
    ...reads,
    guard,
    StreamTable,
    GatewayWork,
    GrpcDoor,
    ReplayRunner,
    { provide: LanePlaces, useClass: MongoLanePlaces },
    { provide: SubjectDeliveries, useClass: SubjectDeliveriesByView },
  ],
  exports: [AddressGuard, GatewayWork, GrpcDoor, SubjectDeliveries],
})
export class MessageGatewayModule {
  constructor(views: Views, jobs: GatewayJobs, replays: ReplayRunner, subjects: Subjects) {
    views.add(consumerList, deliveries);
    subjects.add(consumerSubject);
    jobs.register(REPLAY_JOB, (job) => replays.run(job));
  }
}
