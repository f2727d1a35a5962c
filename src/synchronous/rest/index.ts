export type { Authenticate, HttpRequest } from '../../driver/endpoint.ts';
export { httpErrors } from '../../http/errors.ts';
export { restErrors } from './errors.ts';
export type { RestGiven, RestOptions } from './options.ts';
export { openApiDocument } from './openapi/document.ts';
export type { OpenApiDocument } from './openapi/document.ts';
export { rest } from './rest.ts';
export type { RestMethod } from './method.ts';
