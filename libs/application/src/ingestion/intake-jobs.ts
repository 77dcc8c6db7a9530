/** Names of the intake queue and its jobs; payloads hold ids only. */
export const INTAKE = { queue: 'intake', read: 'read' } as const;
