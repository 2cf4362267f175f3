export { AddressGuard, AddressRefused } from './address/address-guard';
export { GatewayWork } from './gateway-work';
export { GrpcDoor } from './grpc/grpc-door';
export { delayAfter } from './lane/domain/schedule';
export { MessageGatewayModule } from './message-gateway.module';
export { type GatewayJob, GatewayJobs } from './ports/jobs';
export { reasonOf } from './webhook/reason-of';
