import { addDuration, parseDuration } from '../../calendar/duration.ts';
import { nextDay } from '../../calendar/day.ts';
import type { Certificate } from '../../model/evidence.ts';
import type { Scheme } from '../../model/scheme.ts';
import type { Day } from '../../model/time.ts';

/** How long an undated certificate of a scheme without validity is believed. */
const UNDATED_FOR = 'P24M';

/** When a certificate holds, with what the scheme adds to its own dates. */
export interface CertificatePeriod {
  readonly from: Day | null;
  /** First day on which it no longer holds. */
  readonly to: Day | null;
  /** It has no end, stated or computed, so it counts one grade lower … */
  readonly undated: boolean;
  /** … and from this day on only as stale. */
  readonly staleFrom: Day | null;
}

function after(day: Day | null, duration: string | null): Day | null {
  const length = duration === null ? null : parseDuration(duration);
  return day === null || length === null ? null : addDuration(day, length);
}

function earlier(left: Day | null, right: Day | null): Day | null {
  if (left === null || right === null) return left ?? right;
  return left < right ? left : right;
}

/** The day that an undated certificate's source speaks of, else that of its publication, else that of its reading. */
function spokenOf({ asOf, source, recorded }: Certificate): Day {
  return asOf ?? source.published ?? source.retrieved ?? recorded.from.slice(0, 10);
}

/**
 * Works out when a certificate holds: a missing end follows from the scheme's validity, a missed follow-up audit ends
 * it, and one whose follow-up isn't stated is stale from the day on which it was due.
 */
export function periodOf(certificate: Certificate, scheme: Scheme | undefined): CertificatePeriod {
  const { valid, issued, lastSurveillance } = certificate;
  const from = valid.from ?? issued;
  const computed = after(from, scheme?.validity ?? null);
  const to = valid.to ?? computed;
  const undated = to === null;
  const agesFrom = undated ? after(spokenOf(certificate), scheme?.validity ?? UNDATED_FOR) : null;
  const due = after(lastSurveillance ?? from, scheme?.followUp ?? null);
  // A deadline is inclusive: on the day itself the audit isn't missed yet.
  const missed = due === null ? null : nextDay(due);
  return {
    from: valid.from,
    to: lastSurveillance === null ? to : earlier(to, missed),
    undated,
    staleFrom: earlier(
      agesFrom === null ? null : nextDay(agesFrom),
      lastSurveillance === null ? missed : null,
    ),
  };
}
