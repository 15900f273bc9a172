import './incident.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { labelsQuery } from '~/features/agency/choices';
import { Cite } from '~/ui/Cite';
import { formatDate } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import { type Clock, choicesAt, type Incident } from './api';
import { lawPath, leftKind, leftOf, toneOfSeverity, toneOfState } from './model';
import { useNow } from './useNow';

/** What a case may be by the law of the day on which it was detected; by today's where nobody says when. */
export const useChoices = (at?: string | null | undefined) =>
  useQuery({ ...choicesAt(at), placeholderData: keepPreviousData });

/** `M2` by its name; the law's lists are in its language. `at`: when the case was detected. */
export function useNames(at?: string | null | undefined) {
  const { data } = useChoices(at);
  const named = (list: readonly { code: string; name: string }[] | undefined) => (code: string) =>
    capital(list?.find((one) => one.code === code)?.name ?? code);
  return {
    severity: named(data?.severities),
    group: named(data?.groups),
    scenario: named(data?.scenarios),
    playbook: (id: string) => data?.playbooks.find((one) => one.id === id)?.title ?? id,
    severities: data?.severities.map((one) => one.code) ?? [],
  };
}

export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}

/** Within a sentence. */
export function small(text: string): string {
  return text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
}

export function Severity({ value, at }: { value: string; at?: string | null | undefined }) {
  const names = useNames(at);
  if (!value) return <Nothing />;
  return <StatusTag tone={toneOfSeverity(value, names.severities)} label={names.severity(value)} />;
}

/** Names of agencies that are known by their ids. */
export function AgencyNames({ ids }: { ids: readonly string[] }) {
  const found = useQuery({ ...labelsQuery(ids), enabled: ids.length > 0 });
  if (ids.length === 0) return <Nothing />;
  return <>{found.data?.map((one) => one.name).join('; ') ?? '…'}</>;
}

export function StateTag({ value }: { value: string }) {
  const { t } = useTranslation('incident');
  return <StatusTag tone={toneOfState(value)} label={t(`state.${value}`, { defaultValue: value })} />;
}

/** "còn 03:12", or in a red outline by how much it is over; hover tells the moment. */
export function Countdown({ due }: { due: string }) {
  const { t } = useTranslation('incident');
  const left = leftOf(due, useNow());
  const text = t(`left.${leftKind(left)}`, { days: left.days, time: left.time });
  const title = t('left.due', { date: formatDate(due) });
  if (left.late)
    return (
      <span className="cl-late cl-figures" title={title}>
        {text}
      </span>
    );
  return (
    <span className="in-left cl-figures" data-soon={left.minutes < 360 || undefined} title={title}>
      {text}
    </span>
  );
}

/** What an incident is besides its words. */
export function Marks({ incident }: { incident: Incident }) {
  const { t } = useTranslation('incident');
  return (
    <>
      {incident.drill_id && <span className="in-drill">{t('mark.drill')}</span>}
      {incident.serious && (
        <StatusTag tone="urgent" label={t('mark.serious')} title={t('mark.serious_why')} />
      )}
      {incident.personal_data && <StatusTag tone="low" label={t('mark.personal_data')} />}
      {incident.restricted && <span className="in-restricted">{t('mark.restricted')}</span>}
      {incident.state_secret && <StatusTag tone="urgent" label={t('mark.state_secret')} />}
    </>
  );
}

/** The article of a duty, leading to the law in force. */
export function DutyLaw({ clock }: { clock: Pick<Clock, 'article' | 'source' | 'certainty' | 'text'> }) {
  return <Cite of={clock} to={lawPath(clock.text)} />;
}
