import type { IntegrationMap } from '../kernel/map.ts';
import { openApiDocument } from '../synchronous/rest/openapi/document.ts';
import type { OpenApiDocument } from '../synchronous/rest/openapi/document.ts';

/** The OpenAPI 3.1 document of a map: the one that a running app serves at `/openapi.json`. */
export function exportOpenApi(map: IntegrationMap): OpenApiDocument {
  return openApiDocument(map);
}
