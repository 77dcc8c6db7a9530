import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Env } from '#platform';

// No container engine runs where the tests do, so the files are held to the rules by reading them.

interface Service {
  readonly image?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly network_mode?: string;
  readonly pids_limit?: number;
  readonly init?: boolean;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly timeout: string;
  };
  readonly deploy?: { readonly resources?: { readonly limits?: { cpus?: string; memory?: string } } };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { file: string }>>;
}

interface Instruction {
  readonly name: string;
  readonly words: string;
}

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

function readCompose(): ComposeFile {
  const file: ComposeFile = parse(read('docker-compose.yml'), { merge: true });
  return file;
}

/** Splits a Dockerfile into instructions: comments out, continued lines joined. */
function instructionsOf(text: string): Instruction[] {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', ...words] = line.trim().split(/\s+/);
      return { name, words: words.join(' ') };
    });
}

function service(name: string): Service {
  const found = readCompose().services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

/** Files of this repository that a container only reads. */
const isSettings = (mount: string): boolean => /^\.\/docker\/[a-z/]+:[^:]+:ro$/.test(mount);
const compose = readCompose();
const services = Object.entries(compose.services);
const named = (isAsked: boolean): string[] =>
  services.filter(([, { profiles }]) => (profiles !== undefined) === isAsked).map(([name]) => name);
const dockerfile = instructionsOf(read('docker/Dockerfile'));
const lastStage = dockerfile.slice(dockerfile.findLastIndex(({ name }) => name === 'FROM'));
const inLastStage = (name: string): string[] =>
  lastStage.filter((instruction) => instruction.name === name).map(({ words }) => words);

describe('docker-compose.yml', () => {
  it('has PostgreSQL, Redis, migrations, api and worker, and Prometheus and Grafana for those who ask', () => {
    expect(named(false)).toEqual(['postgres', 'redis', 'migrate', 'api', 'worker']);
    expect(named(true)).toEqual(['prometheus', 'grafana']);
    expect(service('prometheus').profiles).toEqual(['observe']);
  });

  it.each(services)(
    'keeps %s from what it does not need: root, capabilities, a writable system',
    (_, container) => {
      expect(container.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(container.read_only).toBe(true);
      expect(container.cap_drop).toEqual(['ALL']);
      expect(container.security_opt).toContain('no-new-privileges:true');
      expect(container.privileged).toBeUndefined();
      expect(container.network_mode).toBeUndefined();
      expect(container.tmpfs?.some((mount) => mount.startsWith('/tmp:'))).toBe(true);
    },
  );

  it.each(services)('limits what %s can take from its neighbours', (_, container) => {
    const limits = container.deploy?.resources?.limits;
    expect(Number(limits?.cpus)).toBeGreaterThan(0);
    expect(limits?.memory).toMatch(/^\d+[mg]$/);
    expect(container.pids_limit).toBeGreaterThan(0);
  });

  it.each(services.filter(([name]) => name !== 'migrate'))(
    'notices when %s no longer works',
    (_, container) => {
      expect(container.healthcheck?.test.length).toBeGreaterThan(1);
      expect(container.restart).toBe('unless-stopped');
    },
  );

  it.each(['api', 'worker'])('asks %s whether it is ready, not merely alive', (name) => {
    const test = service(name).healthcheck?.test ?? [];
    expect(test.slice(0, 3)).toEqual(['CMD', 'node', '-e']);
    expect(test[3]).toContain('/readyz');
  });

  it('names a version of every image and lets a digest replace it', () => {
    for (const [, { image = '' }] of services) {
      expect(image).toMatch(/^\$\{[A-Z]+_IMAGE:-[a-z/]+:[a-z0-9.-]+\}$/);
      expect(image).not.toContain(':latest');
    }
    expect(service('postgres').image).toContain('postgres:17');
    expect(service('redis').image).toContain('redis:7');
  });

  it('has Redis forget nothing: append-only file, no eviction, memory bounded below its limit', () => {
    const words = service('redis').command ?? [];
    const valueOf = (flag: string): string | undefined => words[words.indexOf(flag) + 1];
    expect(valueOf('--appendonly')).toBe('yes');
    expect(valueOf('--maxmemory-policy')).toBe('noeviction');
    expect(valueOf('--maxmemory')).toBe('400mb');
    expect(service('redis').deploy?.resources?.limits?.memory).toBe('512m');
  });

  it('publishes the api and the dashboards alone, and on the loopback address', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([
      ['api', '127.0.0.1:${PLACET_PUBLISHED_PORT:-3000}:3000'],
      ['grafana', '127.0.0.1:${PLACET_GRAFANA_PORT:-3001}:3000'],
    ]);
  });

  it('keeps PostgreSQL, Redis and the migrations on a network without a way out', () => {
    expect(compose.networks['inner']?.internal).toBe(true);
    for (const name of ['postgres', 'redis', 'migrate', 'prometheus'])
      expect(service(name).networks).toEqual(['inner']);
  });

  it('holds no password: they come from files that git ignores', () => {
    for (const [, { environment = {} }] of services) {
      const secret = Object.keys(environment).filter((name) => /PASSWORD|SECRET|TOKEN|KEY|_URL$/.test(name));
      for (const name of secret) expect(name).toMatch(/_FILE$/);
    }
    const files = [
      ...services.flatMap(([, { env_file = [] }]) => env_file),
      ...Object.values(compose.secrets).map(({ file }) => file),
    ];
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(file).toMatch(/^docker\/secrets\//);
    expect(read('docker/.gitignore').split('\n')).toContain('secrets/');
    expect(read('docker-compose.yml')).not.toMatch(/:\/\/[^/\s]*:[^/\s]*@/);
  });

  it('sets only variables that Placet reads', () => {
    const known = new Set(Object.keys(new Env()));
    for (const name of ['migrate', 'api', 'worker']) {
      for (const variable of Object.keys(service(name).environment ?? {})) expect(known).toContain(variable);
    }
    const made = read('docker/make-secrets').matchAll(/^(?:make placet\.env ")?([A-Z_]+)=/gm);
    for (const [, variable = ''] of made) expect(known).toContain(variable);
  });

  it('brings the schema up to date before api and worker start, and gives them time to finish', () => {
    for (const name of ['api', 'worker']) {
      const { depends_on: needs, stop_grace_period: grace = '' } = service(name);
      expect(needs?.['migrate']?.condition).toBe('service_completed_successfully');
      expect(needs?.['postgres']?.condition).toBe('service_healthy');
      expect(needs?.['redis']?.condition).toBe('service_healthy');
      expect(Number.parseInt(grace, 10)).toBeGreaterThan(15);
    }
    expect(service('migrate').depends_on?.['postgres']?.condition).toBe('service_healthy');
  });

  it('keeps data in named volumes', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes).filter((mount) => !isSettings(mount));
    for (const mount of mounts) expect(Object.keys(compose.volumes)).toContain(mount.split(':')[0]);
    expect(service('postgres').volumes).toEqual(['postgres-data:/var/lib/postgresql/data']);
    expect(service('redis').volumes).toEqual(['redis-data:/data']);
  });
});

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another, from a chosen and pinnable base', () => {
    const bases = dockerfile.filter(({ name }) => name === 'FROM').map(({ words }) => words);
    expect(bases).toEqual(['${NODE_IMAGE} AS build', '${NODE_IMAGE} AS runtime']);
    expect(dockerfile[0]).toEqual({ name: 'ARG', words: 'NODE_IMAGE=node:24-slim' });
  });

  it('runs as a user who is not root, given by number', () => {
    expect(inLastStage('USER')).toEqual(['1000:1000']);
    const lastUser = lastStage.findLastIndex(({ name }) => name === 'USER');
    expect(lastStage.slice(lastUser).map(({ name }) => name)).not.toContain('RUN');
  });

  it('leaves what it runs in the hands of root, with one folder to write to', () => {
    for (const words of inLastStage('COPY')) expect(words).not.toContain('--chown');
    expect(inLastStage('VOLUME')).toEqual(['/data']);
    expect(inLastStage('ENV').join(' ')).toContain('PLACET_DATA_DIR=/data');
  });

  it('brings neither the embedded PostgreSQL nor development packages', () => {
    const steps = dockerfile.filter(({ name }) => name === 'RUN').map(({ words }) => words);
    const installs = steps.filter((words) => words.includes('npm install'));
    expect(installs).toHaveLength(1);
    expect(installs[0]).toContain('--omit=optional');
    expect(installs[0]).toContain('--ignore-scripts');
    expect(steps.join('\n')).toMatch(/npm prune --omit=dev --omit=optional/);
    const copied = inLastStage('COPY').map(
      (words) => words.replace('--from=build /placet/', '').split(' ')[0],
    );
    expect(copied).toEqual(['package.json', 'node_modules', 'dist']);
  });

  it('fetches nothing by itself and holds no secret', () => {
    for (const { name, words } of dockerfile) {
      expect(name).not.toBe('ADD');
      expect(words).not.toMatch(/\b(curl|wget)\b/);
    }
    const values = dockerfile
      .filter(({ name }) => name === 'ARG' || name === 'ENV')
      .map(({ words }) => words);
    expect(values.join('\n')).not.toMatch(/PASSWORD|SECRET|TOKEN|ADMIN_KEY|DATABASE_URL/);
  });

  it('is asked for readiness, and stops by the signal that lets work finish', () => {
    expect(inLastStage('HEALTHCHECK').join(' ')).toContain('/readyz');
    expect(inLastStage('STOPSIGNAL')).toEqual(['SIGTERM']);
    // As a list of words: through a shell the signal would not arrive.
    expect(inLastStage('CMD')).toEqual([
      '["node", "--max-semi-space-size=32", "dist/apps/launcher/src/main.js"]',
    ]);
  });

  it('sets only variables that Placet or Node.js reads', () => {
    const names = [
      ...inLastStage('ENV')
        .join(' ')
        .matchAll(/([A-Z_]+)=/g),
    ].map(([, name]) => name);
    const known = [...Object.keys(new Env()), 'NODE_ENV'];
    for (const name of names) expect(known).toContain(name);
  });

  it('is sent only the files it copies', () => {
    const sent = read('docker/Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = dockerfile
      .filter(({ name, words }) => name === 'COPY' && !words.startsWith('--from'))
      .flatMap(({ words }) =>
        words
          .split(' ')
          .slice(0, -1)
          .map((path) => path.replace('./', '')),
      );
    expect(new Set(sent)).toEqual(new Set(copied));
  });
});

describe('.env.example', () => {
  it('has every setting that Placet reads, and no other', () => {
    const names = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(Object.keys(new Env())));
    expect(names).toHaveLength(new Set(names).size);
  });

  it('shows the defaults', () => {
    const shown = Object.fromEntries(
      [...read('.env.example').matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
    );
    const defaults = Object.entries(new Env())
      .map(([name, value]) => [name, value === undefined ? '' : String(value)])
      .filter(([, value]) => value !== '');
    expect(shown).toEqual(Object.fromEntries(defaults));
  });
});
