/**
 * `npm run test:faults`: the fault suites as they are promised (design 8): 20 kills in batches of 1,000, one poison in
 * 10,000 items, 20 ends under load, PostgreSQL frozen for 20 s, Redis for 45 s and down for minutes, a burst of 10,000 items, on every queue back
 * end that this machine has. What the environment says stays. Takes three quarters of an hour.
 */
process.env.PLACET_FAULT_KILLS ??= '20';
process.env.PLACET_FAULT_ITEMS ??= '10000';
process.env.PLACET_FAULT_STOPS ??= '20';
process.env.PLACET_FAULT_OUTAGES ??= 'long';
process.env.PLACET_FAULT_BURST ??= 'long';
process.argv.push('--selectProjects', 'faults');
await import('./test.js');
