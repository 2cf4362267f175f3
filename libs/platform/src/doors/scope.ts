import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { ScopeName } from './caller';
import { routeSettings } from './route';

/** What a route asks of its caller: one of these scopes, any token at all, or nothing. */
export type Admittance = Readonly<{ scopes: readonly ScopeName[] } | { anyToken: true } | { open: true }>;

export const ADMITTANCE = 'causeway:admittance';

const admit = (admittance: Admittance, ...more: MethodDecorator[]) =>
  applyDecorators(routeSettings({ admittance }), SetMetadata(ADMITTANCE, admittance), ...more);

/** The route takes tokens that carry one of these scopes. A route without one of these three decorators does not start. */
export const Scope = (...scopes: [ScopeName, ...ScopeName[]]) => admit({ scopes }, ApiBearerAuth('token'));
/** The route takes any valid access token. */
export const AnyToken = () => admit({ anyToken: true }, ApiBearerAuth('token'));
/** The route takes anybody. */
export const Open = () => admit({ open: true });
