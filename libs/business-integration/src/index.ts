export { BusinessIntegrationModule } from './business-integration.module';
export { OutgoingCalls } from './ports/outgoing-calls';
