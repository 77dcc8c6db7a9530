import { NoticeCompiler, type StoredNoticeVersion } from '#application';
import type { NoticeVersion } from '#domain';
import { isJsonObject, type JsonObject } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { ocdsVersion } from '../ocds/merge-rules.ts';
import { UnmergeableReleases } from '../ocds/merge.ts';
import { followProcess } from '../ocds/notice-history.ts';
import { fillWithdrawals } from '../notice/withdrawn.ts';

const OCDS = 'ocds-';

/** Successive states of a procedure: OCDS releases are merged by their rules, other notices are whole already. */
export class NoticeHistory extends NoticeCompiler {
  needsRaw(format: string): boolean {
    return format.startsWith(OCDS);
  }

  compile(versions: readonly StoredNoticeVersion[]): readonly NoticeVersion[] {
    const notices = fillWithdrawals(versions.map(({ notice }) => notice));
    const [first] = versions;
    if (first === undefined || !this.needsRaw(first.format) || versions.length < 2) return notices;
    const releases = versions.flatMap(({ raw }): JsonObject[] => {
      const value = raw === null ? null : parseJson(raw);
      return isJsonObject(value) ? [value] : [];
    });
    try {
      return followProcess(releases, ocdsVersion(first.format.slice(OCDS.length)), {
        source: first.notice.source,
      }).versions;
    } catch (error) {
      if (error instanceof UnmergeableReleases) return notices;
      throw error;
    }
  }
}
