import 'reflect-metadata';
import { readApart } from './read-apart.ts';

/** Entry point of the process that reads a delivery apart from its worker; its argument is the delivery. */
process.exit(await readApart(process.env['DATABASE_URL'] ?? '', process.argv[2] ?? ''));
