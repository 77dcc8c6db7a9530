/**
 * The types of the API, generated from the frozen `openapi.json` by `scripts/generate-client.js` into `node_modules`, since
 * nothing generated but that file is committed. `npm run build:client` puts them in the place of this file.
 */
export type { components, operations, paths } from '.placet/api.js';
