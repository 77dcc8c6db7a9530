/** The process apart, with the reader of this test. */
import { readApart } from '../../../dist/apps/worker/src/isolation/read-apart.js';
import { PoisonReader } from './poison-reader.js';

process.exit(await readApart(process.env.DATABASE_URL, process.argv[2], PoisonReader));
