import './hotline.css';
import {
  AlertOutlined,
  ClusterOutlined,
  EyeInvisibleOutlined,
  GlobalOutlined,
  KeyOutlined,
  LinkOutlined,
  MailOutlined,
  PaperClipOutlined,
  TranslationOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '~/features/incident/useNow';
import { Countdown } from '~/features/incident/words';
import { formatDate, formatNumber } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import type { ReportLine } from './api';
import { refusedFiles } from './calls';
import { useNames } from './desk/words';
import { isMoving, sinceOf, toneOfState, toneOfUrgency, withdrawalOf } from './model';

/** "12 phút" since it came in; hover tells the moment. */
export function Since({ at, urgent }: { at: string; urgent?: boolean }) {
  const { t } = useTranslation('hotline');
  const since = sinceOf(at, useNow());
  return (
    <time
      className="hl-since cl-figures"
      dateTime={at}
      title={formatDate(at)}
      data-urgent={urgent || undefined}
    >
      {t(`since.${since.unit}`, { number: formatNumber(since.count), rest: since.rest })}
    </time>
  );
}

export function UrgencyTag({ value }: { value: string }) {
  const { t } = useTranslation('hotline');
  return (
    <StatusTag
      tone={toneOfUrgency(value)}
      label={t(`urgency.${value}.name`, { defaultValue: value })}
      title={t(`urgency.${value}.about`, { defaultValue: '' })}
    />
  );
}

export function StateTag({ value }: { value: string }) {
  const { t } = useTranslation('hotline');
  return <StatusTag tone={toneOfState(value)} label={t(`state.${value}`, { defaultValue: value })} />;
}

/** The citizen asked to take it back, and it goes on all the same. */
export function WithdrawalTag({ line }: { line: Pick<ReportLine, 'is_withdrawn' | 'state' | 'kind'> }) {
  const { t } = useTranslation('hotline');
  const wish = withdrawalOf(line);
  if (wish === undefined || wish === 'over') return null;
  return <StatusTag tone={wish === 'unclassified' ? 'high' : 'info'} label={t(`withdrawal.${wish}`)} />;
}

/** The key that does what a button says; the help (`?`) reads it out. */
export function Key({ of }: { of: string }) {
  return (
    <span className="hl-kbd" aria-hidden="true">
      {of}
    </span>
  );
}

/** What it is about, as far as anybody said. */
export function useSubject() {
  const { t } = useTranslation('hotline');
  return useCallback(
    (line: Pick<ReportLine, 'scam_type_name' | 'kind_name'>) =>
      line.scam_type_name || line.kind_name || t('no_subject'),
    [t],
  );
}

/** What is at stake; in a list in few words, the rest on hover. */
export function Amount({
  line,
  short,
}: {
  line: Pick<ReportLine, 'money' | 'amount' | 'bank' | 'state'>;
  short?: boolean;
}) {
  const { t } = useTranslation('hotline');
  const names = useNames();
  if (line.money === 'none' && line.amount === null) return <Nothing />;
  const whole = t(`money.${line.money}`, { defaultValue: line.money });
  const brief = short ? t(`money_short.${line.money}`, { defaultValue: whole }) : whole;
  const amount = line.amount === null ? undefined : t('dong', { number: formatNumber(line.amount) });
  const bank = names.bank(line.bank);
  return (
    <span
      className="cl-figures"
      title={[whole, amount, bank].filter(Boolean).join(' · ')}
      data-moving={isMoving(line) || undefined}
    >
      {amount ?? brief}
      {bank && <span className="cl-quiet"> {bank}</span>}
    </span>
  );
}

/** The term that ends next; hover tells which one. */
export function NextDue({ line }: { line: Pick<ReportLine, 'next_due_at' | 'next_due_text'> }) {
  if (!line.next_due_at) return <Nothing />;
  return (
    <span title={line.next_due_text ?? undefined}>
      <Countdown due={line.next_due_at} />
    </span>
  );
}

/** What one must know of a report before one rings or writes: small signs in lists, words on its page. */
export function Marks({ line, words }: { line: ReportLine; words?: boolean }) {
  const { t } = useTranslation('hotline');
  const all: { key: string; icon?: React.ReactNode; count?: number; loud?: boolean | 'now' }[] = [];
  if (isMoving(line)) all.push({ key: 'moving', icon: <AlertOutlined />, loud: 'now' });
  if (!line.is_opened) all.push({ key: 'unread_form', icon: <KeyOutlined />, loud: true });
  if (line.is_one_of_many) all.push({ key: 'one_of_many', icon: <ClusterOutlined />, loud: true });
  if (line.unread > 0) all.push({ key: 'unread', icon: <MailOutlined />, count: line.unread, loud: true });
  if (line.shared_with > 0) all.push({ key: 'shared', icon: <LinkOutlined />, count: line.shared_with });
  if (line.files > 0) all.push({ key: 'files', icon: <PaperClipOutlined />, count: line.files });
  if (line.is_minor) all.push({ key: 'minor', icon: <UserOutlined />, loud: true });
  if (line.is_not_fluent) all.push({ key: 'not_fluent', icon: <TranslationOutlined /> });
  if (line.is_abroad) all.push({ key: 'abroad', icon: <GlobalOutlined /> });
  if (line.wants_secret) all.push({ key: 'secret', icon: <EyeInvisibleOutlined /> });
  if (all.length === 0) return words ? null : <Nothing />;
  return (
    <span className="hl-marks">
      {all.map(({ key, icon, count, loud }) => (
        <span
          key={key}
          className="hl-mark"
          data-loud={loud || undefined}
          title={t(`mark.${key}`, { count: count ?? 0 })}
        >
          <span aria-hidden="true">
            {icon}
            {!words && count !== undefined && ` ${formatNumber(count)}`}
          </span>
          <span className={words ? undefined : 'cl-hidden'}>{t(`mark.${key}`, { count: count ?? 0 })}</span>
        </span>
      ))}
    </span>
  );
}

/** Why each of the files that were sent is not taken, in words. */
export function useRefused() {
  const { t } = useTranslation('hotline');
  return (error: unknown, files: readonly File[]): ReadonlyMap<File, string> =>
    new Map(
      [...refusedFiles(error, files)].map(([file, why]) => [
        file,
        t(`file_refused.${why}`, { defaultValue: t('file_refused.unknown') }),
      ]),
    );
}
