export { AddressGuard, AddressRefused } from './address/address-guard';
export { delayAfter } from './lane/domain/schedule';
export { GatewayWork } from './gateway-work';
export { GrpcDoor } from './grpc/grpc-door';
export { MessageGatewayModule } from './message-gateway.module';
export { type GatewayJob, GatewayJobs } from './ports/jobs';
