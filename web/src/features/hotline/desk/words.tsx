import '../hotline.css';
import './desk.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Popconfirm, type PopconfirmProps } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ActProblem } from '~/ui/ActProblem';
import { formatDate, formatNumber } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import { choicesQuery } from '../api';
import { reportPath } from '../pages';
import { endingOf, type Stated, shownValue, toneOf } from './model';

/** Names of kinds of scam and banks that are known by their codes. */
export function useNames() {
  const { i18n } = useTranslation();
  const { data } = useQuery(choicesQuery);
  const types = data?.scam_types ?? [];
  const banks = data?.banks ?? [];
  const nameOf = (type: (typeof types)[number]) =>
    i18n.language === 'en' && type.name_en ? type.name_en : type.name;
  return {
    scamType: (code: string | null | undefined) => {
      const found = types.find((type) => type.code === code);
      return found ? nameOf(found) : (code ?? '');
    },
    bank: (code: string | null | undefined) => banks.find((bank) => bank.code === code)?.name ?? code ?? '',
    types: types.map((type) => ({ value: type.code, label: numbered(type.code, nameOf(type)) })),
    banks: banks.map((bank) => ({ value: bank.code, label: bank.name })),
    desks: data?.desks ?? [],
    recipients: data?.recipients ?? [],
    kinds: data?.kinds ?? [],
  };
}

/** Official forms of scam have numbers that people know them by; what else people report has none. */
function numbered(code: string, name: string): string {
  return /^\d+$/.test(code) ? `${code}. ${name}` : name;
}

export function State({ of, value }: { of: Stated; value: string }) {
  const { t } = useTranslation('hotline_desk');
  return (
    <StatusTag
      tone={toneOf(of, value)}
      label={t(`${of}.state.${value}`, { defaultValue: value })}
      title={t(`${of}.state_why.${value}`, { defaultValue: '' })}
    />
  );
}

/** A number, address or name of an offender: its kind, the value with nothing to click, the bank of an account. */
export function Indicator({
  kind,
  value,
  bank,
  bare,
}: {
  kind: string;
  value: string;
  bank?: string | null | undefined;
  /** Without the word for its kind, where a column says it. */
  bare?: boolean;
}) {
  const { t } = useTranslation('hotline_desk');
  const names = useNames();
  return (
    <span className="hd-indicator">
      {!bare && <span className="cl-quiet">{t(`kind.${kind}`, { defaultValue: kind })} </span>}
      <code>{shownValue(kind, value)}</code>
      {bank && <span className="cl-quiet"> {names.bank(bank)}</span>}
    </span>
  );
}

export function Kind({ value }: { value: string }) {
  const { t } = useTranslation('hotline_desk');
  return <>{t(`kind.${value}`, { defaultValue: value })}</>;
}

export function ScamType({ code }: { code: string | null | undefined }) {
  const names = useNames();
  return code ? <span>{names.scamType(code)}</span> : <Nothing />;
}

/** Numbers of reports, each leading to its report; of many the first, and how many more. */
export function ReportLinks({
  reports,
  most,
  total = reports.length,
}: {
  reports: readonly { id: string; number: string }[];
  most: number;
  /** Where not all of them are here. */
  total?: number;
}) {
  const { t } = useTranslation('hotline_desk');
  if (reports.length === 0) return <Nothing />;
  return (
    <span className="hd-numbers">
      {reports.slice(0, most).map(({ id, number }) => (
        <Link key={id} to={reportPath(id)}>
          {number}
        </Link>
      ))}
      {total > Math.min(most, reports.length) && (
        <span className="cl-quiet">
          {t('cluster.rest', { count: total - Math.min(most, reports.length) })}
        </span>
      )}
    </span>
  );
}

/** Đồng. */
export function Amount({ value }: { value: number | null | undefined }) {
  const { t } = useTranslation('hotline_desk');
  if (value === null || value === undefined) return <Nothing />;
  return (
    <span className="cl-figures hl-nowrap">{t('amount', { number: formatNumber(value, { max: 0 }) })}</span>
  );
}

/** Until when something counts, and that it ends soon. */
export function Until({ value, plain }: { value: string | null | undefined; plain?: boolean }) {
  const { t } = useTranslation('hotline_desk');
  const ending = endingOf(value);
  if (!value) return <Nothing />;
  return (
    <span className="cl-inline">
      <span className="cl-figures">{formatDate(value, true)}</span>
      {!plain && ending === 'soon' && <StatusTag tone="high" label={t('until.soon')} />}
      {!plain && ending === 'over' && <StatusTag tone="info" label={t('until.over')} />}
    </span>
  );
}

/** A step that is taken after a second look, with what went wrong below it. */
export function Confirmed({
  label,
  ask,
  text,
  danger,
  primary,
  working,
  error,
  onConfirm,
  ...rest
}: {
  label: string;
  /** The question. */
  ask: string;
  text?: string;
  danger?: boolean;
  primary?: boolean;
  working: boolean;
  error?: unknown;
  onConfirm: () => void;
} & Pick<PopconfirmProps, 'placement' | 'disabled'>) {
  const { t } = useTranslation('common');
  return (
    <>
      <Popconfirm
        title={ask}
        {...(text ? { description: <div className="hd-ask">{text}</div> } : {})}
        okText={label}
        cancelText={t('action.cancel')}
        okButtonProps={{ danger: danger ?? false }}
        onConfirm={onConfirm}
        {...rest}
      >
        <Button
          type={primary ? 'primary' : 'default'}
          danger={danger ?? false}
          loading={working}
          disabled={rest.disabled ?? false}
        >
          {label}
        </Button>
      </Popconfirm>
      {Boolean(error) && <ActProblem error={error} />}
    </>
  );
}

/** Text to be put somewhere else, with a button that copies it. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('hotline_desk');
  const [copied, setCopied] = useState<'done' | 'failed'>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  async function copy() {
    clearTimeout(timer.current);
    try {
      await navigator.clipboard.writeText(text);
      setCopied('done');
    } catch {
      setCopied('failed');
    }
    timer.current = setTimeout(() => setCopied(undefined), 3000);
  }
  return (
    <div className="hd-copy">
      <span className="cl-quiet">{label}</span>
      <code>{text}</code>
      <Button size="small" aria-label={t('copy.of', { label })} onClick={() => void copy()}>
        {t('copy.do')}
      </Button>
      <span role="status" className="cl-quiet">
        {copied && t(`copy.${copied}`)}
      </span>
    </div>
  );
}
