/**
 * `npm run test:faults`: the fault suites as they are promised (design 8): 20 kills in batches of 1,000 and one poison in
 * 10,000 items, on every queue back end that this machine has. What the environment says stays. Takes half an hour.
 */
process.env.PLACET_FAULT_KILLS ??= '20';
process.env.PLACET_FAULT_ITEMS ??= '10000';
process.argv.push('--selectProjects', 'faults');
await import('./test.js');
