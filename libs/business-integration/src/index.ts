export { BusinessIntegrationModule } from './business-integration.module';
