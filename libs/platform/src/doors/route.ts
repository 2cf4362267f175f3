import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants';
import type { Admittance } from './scope';

/** What the doors know of a route before its handler runs. */
export type RouteSettings = {
  admittance?: Admittance;
  /** Media types of bodies that it takes; JSON unless told, and JSON Merge Patch on PATCH. */
  takes?: readonly string[];
  /** The most bytes of a body. */
  bodyLimit?: number;
  /** The views that it answers from. */
  reads?: readonly string[];
  /** Its refusals are RFC 6749 JSON instead of problems. */
  oauth?: boolean;
};

declare module 'fastify' {
  interface FastifyContextConfig extends RouteSettings {}
}

/** Adds to the settings of a route; Nest's own decorator would replace what another one set before. */
export const routeSettings =
  (settings: RouteSettings): MethodDecorator =>
  (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    const former = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as RouteSettings | undefined;
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...former, ...settings }, handler);
  };

/** The most bytes that a body of this route may have; 1 MiB unless told (spec 00, *Sizes*). */
export const BodyLimit = (bytes: number) => routeSettings({ bodyLimit: bytes });

/** Bodies of these media types instead of JSON; those that are not JSON or a form arrive as a `Buffer`. */
export const Takes = (...mediaTypes: [string, ...string[]]) => routeSettings({ takes: mediaTypes });

export const MEBIBYTE = 1024 * 1024;
