/**
 * Lists PostgreSQL's settings for one user on one machine: everything in at most a few dozen megabytes, and as
 * durable as on a server (fsync stays on).
 */
export const EMBEDDED_SETTINGS: Readonly<Record<string, string>> = {
  // Reached by nobody but this machine, and by TCP alone: no socket files whose folder others could enter.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',

  // Memory. Parallel queries and just-in-time compilation would start more processes and load LLVM.
  shared_buffers: '24MB',
  effective_cache_size: '256MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_connections: '40',
  jit: 'off',
  max_worker_processes: '1',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  autovacuum_max_workers: '1',
  autovacuum_worker_slots: '1',
  // Reading is done by the process that asks, not by three more processes.
  io_method: 'sync',
  huge_pages: 'off',

  // Nobody replicates from it, which makes its log smaller.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_replication_slots: '0',
  max_logical_replication_workers: '0',
  wal_buffers: '1MB',
  min_wal_size: '32MB',
  max_wal_size: '256MB',

  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  // Statements contain data, and data does not belong in logs.
  log_min_error_statement: 'panic',
};

/** Turns settings into the words of a command line. */
export function settingFlags(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
