/**
 * `npm run test:streaming`: documents of 1 GiB in every streamed format, made while they are sent, under
 * --max-old-space-size=256 (design 8, R8). Takes half an hour on two cores and 10 GB of disk for the record.
 */
process.env.PLACET_STREAM_MB ??= '1024';
// Compressed ones are unpacked up to their true limit of 2 GiB.
process.env.PLACET_LONG_TESTS ??= '1';
process.argv.push('streaming', '--selectProjects', 'faults');
await import('./test.js');
